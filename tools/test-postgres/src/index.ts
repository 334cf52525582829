export { testPostgres, type TestPostgres } from './test-postgres.ts';
