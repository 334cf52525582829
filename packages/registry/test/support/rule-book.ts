// What the rules of a registry say, written down a second time, in the plainest way: no events, no digests, no store.
import type { Role, Stage } from '../../src/index.ts';

export const DAY = 86_400_000;

/** Rules as the book knows them. */
export interface BookPolicy {
  readonly people: Readonly<Record<string, readonly Role[]>> | undefined;
  readonly shadowNeeds: readonly string[];
  readonly needs: readonly string[];
  readonly fromShadowOnly: boolean;
  readonly approvals: number;
  readonly trainerCounts: boolean;
  readonly shadowDays: number;
  readonly probationDays: number;
}

export type Outcome = 'done' | 'denied' | 'refused';

export type Step =
  | { readonly do: 'register' }
  | {
      readonly do: 'attach';
      readonly pick: number;
      readonly kind: string;
      readonly passed: boolean;
      readonly document: number;
    }
  | { readonly do: 'approve'; readonly pick: number }
  | { readonly do: 'withdraw'; readonly pick: number }
  | { readonly do: 'promote'; readonly pick: number; readonly to: Stage; readonly fails: boolean }
  | { readonly do: 'rollback' }
  | { readonly do: 'review'; readonly fails: boolean }
  | { readonly do: 'alias'; readonly pick: number }
  | { readonly do: 'policy'; readonly pick: number }
  | { readonly do: 'pass' };

interface Page {
  stage: Stage;
  readonly trainer: string;
  /** Verdict by kind and document, the newest last. */
  readonly evidence: Map<string, boolean>;
  /** What each approver saw. */
  readonly approvals: Map<string, string>;
  since: number;
  shadow: number;
  probation: { until: number; status: string } | undefined;
}

const roleOf: Partial<Record<Step['do'], readonly Role[]>> = {
  register: ['trainer'],
  attach: ['trainer'],
  approve: ['approver'],
  withdraw: ['approver', 'operator'],
  promote: ['operator'],
  rollback: ['operator'],
  review: ['operator'],
  alias: ['operator'],
  policy: ['operator'],
};

export class RuleBook {
  readonly pages: Page[] = [];
  readonly policies: readonly BookPolicy[];
  policy: BookPolicy;
  production: number | undefined;
  champion: number | undefined;
  now: number;
  /** Instants and what served from then on; of several at one instant the last. */
  readonly served = new Map<number, number | undefined>();
  #earlier: number[] = [];
  readonly #unfit = new Set<number>();

  constructor(policies: readonly BookPolicy[], now: number) {
    this.policies = policies;
    this.policy = policies[0]!;
    this.now = now;
  }

  apply(actor: string, step: Step): Outcome {
    if (step.do === 'pass') {
      this.now += DAY;
      return 'done';
    }
    if (!this.#may(actor, roleOf[step.do]!)) return 'denied';
    const done = this.#carryOut(actor, step);
    this.served.set(this.now, this.production);
    return done ? 'done' : 'refused';
  }

  #may(actor: string, needed: readonly Role[]): boolean {
    const { people } = this.policy;
    return people === undefined || (people[actor] ?? []).some((role) => needed.includes(role));
  }

  #carryOut(actor: string, step: Exclude<Step, { do: 'pass' }>): boolean {
    if (step.do === 'policy') return (this.policy = this.policies[step.pick % this.policies.length]!) !== undefined;
    if (step.do === 'register') {
      const page = { stage: 'staging', trainer: actor, since: this.now, shadow: 0, probation: undefined } as const;
      return this.pages.push({ ...page, evidence: new Map(), approvals: new Map() }) > 0;
    }
    if (this.pages.length === 0) return false;
    if (step.do === 'rollback') return this.#rollback();
    if (step.do === 'review') return this.#review(step.fails);
    const index = step.pick % this.pages.length;
    const page = this.pages[index]!;
    if (step.do === 'attach') return this.#attach(page, step);
    if (step.do === 'approve') return page.approvals.set(actor, seen(page)).size > 0;
    if (step.do === 'withdraw') return page.approvals.delete(actor);
    if (step.do === 'alias') return (this.champion = index) >= 0;
    return this.#promote(index, step);
  }

  #attach(page: Page, { kind, document, passed }: { kind: string; document: number; passed: boolean }): boolean {
    const key = `${kind} ${document}`;
    if (page.evidence.get(key) === passed) return true;
    page.evidence.delete(key);
    page.evidence.set(key, passed);
    return true;
  }

  #promote(index: number, { to, fails }: { to: Stage; fails: boolean }): boolean {
    const page = this.pages[index]!;
    if (!this.#meets(page, to) || (fails && to !== 'archive')) return false;
    if (to === 'production' && this.production !== undefined) {
      this.#earlier.push(this.production);
      this.#move(this.production, 'archive');
    }
    if (to === 'production') this.#unfit.delete(index);
    this.#move(index, to);
    const { probationDays } = this.policy;
    if (to === 'production' && probationDays > 0) {
      page.probation = { until: this.now + probationDays * DAY, status: 'running' };
    }
    return true;
  }

  #meets(page: Page, to: Stage): boolean {
    const { policy } = this;
    const { stage } = page;
    if (stage === to || to === 'staging' || (stage === 'production' && to !== 'archive')) return false;
    if (to === 'archive') return true;
    if (to === 'shadow') return policy.shadowNeeds.every((kind) => verdict(page, kind));
    if (policy.fromShadowOnly && stage !== 'shadow') return false;
    const shadow = page.shadow + (stage === 'shadow' ? this.now - page.since : 0);
    return (
      policy.needs.every((kind) => verdict(page, kind)) &&
      this.#countApprovals(page) >= policy.approvals &&
      shadow >= policy.shadowDays * DAY
    );
  }

  #countApprovals(page: Page): number {
    return [...page.approvals].filter(
      ([who, saw]) =>
        saw === seen(page) && (this.policy.trainerCounts || who !== page.trainer) && this.#may(who, ['approver']),
    ).length;
  }

  #move(index: number, to: Stage): void {
    const page = this.pages[index]!;
    if (page.stage === 'shadow') page.shadow += this.now - page.since;
    if (page.stage === 'production') this.production = undefined;
    if (to === 'production') this.production = index;
    if (to === 'production') page.probation = undefined;
    else if (page.probation?.status === 'running') page.probation.status = 'ended';
    page.stage = to;
    page.since = this.now;
  }

  #goodBefore(): number | undefined {
    return this.#earlier.findLast((index) => index !== this.production && !this.#unfit.has(index));
  }

  #rollback(): boolean {
    const target = this.#goodBefore();
    if (target === undefined) return false;
    this.#return(target);
    return true;
  }

  #return(target: number): void {
    if (this.production !== undefined) {
      this.#unfit.add(this.production);
      this.#move(this.production, 'archive');
    }
    this.#earlier = this.#earlier.slice(0, this.#earlier.lastIndexOf(target));
    this.#move(target, 'production');
  }

  #review(fails: boolean): boolean {
    const page = this.production === undefined ? undefined : this.pages[this.production];
    if (page?.probation?.status !== 'running') return false;
    if (!fails) {
      if (this.now >= page.probation.until) page.probation.status = 'passed';
      return true;
    }
    page.probation.status = 'failed';
    const target = this.#goodBefore();
    if (target === undefined) this.#unfit.add(this.production!);
    else this.#return(target);
    return true;
  }
}

/** What there is to see of a version when one approves it. */
function seen({ evidence }: Page): string {
  return [...evidence]
    .map(([key, passed]) => `${key} ${passed}`)
    .sort()
    .join(', ');
}

/** Of the newest evidence of a kind. */
function verdict({ evidence }: Page, kind: string): boolean {
  return [...evidence].findLast(([key]) => key.startsWith(`${kind} `))?.[1] === true;
}
