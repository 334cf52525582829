export { stepThrough, type CrashPlan, type CrashReport, type CrashStep } from './step-through.ts';
