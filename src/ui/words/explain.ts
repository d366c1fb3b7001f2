import type { ErrorTag } from '../../domain/errors.js';
import { type Details, enFaults, type FieldFault, type LineFault } from './en-faults.js';
import { words } from './words.js';

/** What the server says of something that did not work. */
export type Problem = {
  readonly tag: string;
  /** Its own sentence, in English; empty when nothing was said. */
  readonly detail: string;
  readonly hint?: string | undefined;
  readonly details?: Details | undefined;
};

export type Told = {
  readonly what: string;
  /** Which fields or lines are wrong, one by one. */
  readonly which: readonly string[];
  readonly next: string | undefined;
  /** The server's own words, where the page's language says less. */
  readonly precise: string | undefined;
};

type FieldAt = Omit<FieldFault, 'field'> & { readonly where: string };

/** More of them is a list that nobody reads here. */
const MOST = 5;

/** What happened and what to do next, in the page's language; no number or name of the server's is lost. */
export function explain(problem: Problem): Told {
  const say = words.value.fault;
  const { detail, hint, details = {} } = problem;
  const tag = (problem.tag in say.says ? problem.tag : 'internal') as ErrorTag;
  const own = { ...say.says[tag], ...say.exact(tag, details) };
  const fields = tag === 'invalid-input' && (details.faults as FieldAt[] | undefined);
  if (fields) {
    const which = listed(fields.map((fault) => say.field(fieldOf(fault))));
    return { what: say.wrong, which, next: say.correct, precise: original([detail]) };
  }
  const lines = tag === 'invalid-case-list' && (details.faults as LineFault[] | undefined);
  if (lines) {
    const which = listed(lines.map(say.line));
    return { ...own, which, precise: original(lines.slice(0, MOST).map(enFaults.fault.line)) };
  }
  if (!say.serverSpeaks || detail === '') return { ...own, which: [], precise: original([detail, hint]) };
  const next = hint === undefined || isForTerminal(hint) ? own.next : hint;
  return { what: detail, which: [], next, precise: undefined };
}

/** The server's sentences, for a page that speaks another language. */
function original(sentences: readonly (string | undefined)[]): string | undefined {
  return (!words.value.fault.serverSpeaks && sentences.filter(Boolean).join(' ')) || undefined;
}

type Kept = {
  readonly tag: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly details?: Details | undefined;
};

/** The same of what is kept with slides and jobs. */
export function problemOf({ tag, message, hint, details }: Kept): Problem {
  return { tag, detail: message, hint, details };
}

function listed(all: readonly string[]): string[] {
  return all.length > MOST ? [...all.slice(0, MOST), words.value.fault.more(all.length - MOST)] : [...all];
}

/** `json.regions.0.width` of the server is a field with a name here, where it is one that a page asks for. */
function fieldOf({ where, ...fault }: FieldAt): FieldFault {
  const path = where.split('.').slice(1);
  const known = path.findLast((part) => part in words.value.fault.fields);
  return { ...fault, field: (known && words.value.fault.fields[known]) ?? path.join('.') };
}

/** Names an option of the command line, which does not help in a page. */
function isForTerminal(hint: string): boolean {
  return /--\w/.test(hint);
}
