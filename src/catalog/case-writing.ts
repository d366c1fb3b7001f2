import { eq, type Placeholder, sql } from 'drizzle-orm';
import type { CaseFacts, CaseRow } from '../domain/cases.js';
import type { CaseNames } from './case-names.js';
import { type CaseRowInTable, FACTS, toCase } from './case-rows.js';
import type { CaseText } from './case-text.js';
import type { TesseraDatabase } from './database.js';
import { foldedFacts } from './filters.js';
import { opaqueId } from './opaque-id.js';
import { caseFilters, cases } from './schema.js';

const OWN_COLUMNS = ['id', 'caseId', 'patientId', 'listed', 'extra', 'createdAt', 'updatedAt'] as const;

/** What a list did to a case. */
export type Outcome = 'created' | 'updated' | 'unchanged';
/** What the rows of one case say together. */
type Told = {
  readonly caseId: string;
  readonly patientId: string;
  readonly facts: CaseFacts;
  readonly extra: Readonly<Record<string, string>>;
};

/** Creates a listed case or brings it up to date. Statements are prepared: a list has ten thousand rows. */
export function createCaseWriting(
  database: TesseraDatabase,
  parts: { text: CaseText; names: CaseNames; now: () => number },
) {
  const { orm } = database;
  const find = orm
    .select()
    .from(cases)
    .where(eq(cases.caseId, sql.placeholder('caseId')))
    .prepare();
  const findKey = orm
    .select({ key: cases.key })
    .from(cases)
    .where(eq(cases.caseId, sql.placeholder('caseId')))
    .prepare();
  const insertCase = orm
    .insert(cases)
    // As it is: the column's own encoder makes a no of what nobody said.
    .values({ ...slots([...FACTS, ...OWN_COLUMNS]), teaching: sql`${sql.placeholder('teaching')}` })
    .returning({ key: cases.key })
    .prepare();
  const insertFilters = orm
    .insert(caseFilters)
    .values(slots(['caseKey', ...Object.keys(foldedFacts('', {}))] as (keyof FilterRow)[]))
    .prepare();

  function create(told: Told): Outcome {
    const now = parts.now();
    const empty = Object.fromEntries(FACTS.map((name) => [name, null]));
    const { teaching } = told.facts;
    const facts = { ...empty, ...told.facts, teaching: teaching === undefined ? null : Number(teaching) };
    const { caseId, patientId, extra } = told;
    const row = {
      id: opaqueId('c_'),
      caseId,
      patientId,
      listed: true,
      extra,
      createdAt: now,
      updatedAt: now,
    };
    const { key } = insertCase.get({ ...facts, ...row })!;
    insertFilters.run({ caseKey: key, ...foldedFacts(caseId, told.facts) });
    parts.text.set(key, told.facts);
    return 'created';
  }

  function update(row: CaseRowInTable, told: Told): Outcome {
    const before = toCase(row);
    const change = {
      ...changed(before, told.facts),
      ...(before.listed ? {} : { listed: true }),
      // A list without patients says case id = patient id; it does not take back what an earlier list said.
      ...(told.patientId !== told.caseId || !before.listed
        ? changed(before, { patientId: told.patientId })
        : {}),
      ...(addsTo(before.extra, told.extra) ? { extra: { ...before.extra, ...told.extra } } : {}),
    };
    const { key } = row;
    if (Object.keys(change).length === 0) return 'unchanged';
    orm
      .update(cases)
      .set({ ...change, updatedAt: parts.now() })
      .where(eq(cases.key, key))
      .run();
    const after = { ...before, ...change };
    orm.update(caseFilters).set(foldedFacts(before.caseId, after)).where(eq(caseFilters.caseKey, key)).run();
    parts.text.set(key, after);
    parts.names.forget(key);
    return 'updated';
  }

  return {
    /** `rows`: all rows of one case, at least one. */
    write(rows: readonly CaseRow[]): Outcome {
      const told = tell(rows);
      const row = find.get({ caseId: told.caseId });
      return row === undefined ? create(told) : update(row, told);
    },
    keyOf(caseId: string): number | undefined {
      return findKey.get({ caseId })?.key;
    },
    setTeaching(id: string, teaching: boolean | undefined): boolean {
      const change = { teaching: teaching ?? null, updatedAt: parts.now() };
      const row = orm.update(cases).set(change).where(eq(cases.id, id)).returning().get();
      if (row === undefined) return false;
      const folded = foldedFacts(row.caseId, toCase(row));
      orm.update(caseFilters).set(folded).where(eq(caseFilters.caseKey, row.key)).run();
      return true;
    },
  };
}

export type CaseWriting = ReturnType<typeof createCaseWriting>;
type FilterRow = typeof caseFilters.$inferInsert;

/** What one row has of its own and all rows may add to. */
const JOINED: ReadonlySet<string> = new Set(['report', 'notes']);

/**
 * Reports and notes of several rows are put together; else the first row that fills a field wins (lists whose rows
 * contradict each other do not come this far).
 */
function tell(rows: readonly CaseRow[]): Told {
  const { caseId } = rows[0]!;
  const facts = FACTS.flatMap((name) => {
    const values = rows.map((row) => row.facts[name]).filter((value) => value !== undefined);
    if (values.length === 0) return [];
    return [[name, JOINED.has(name) ? [...new Set(values)].join('\n') : values[0]]];
  });
  return {
    caseId,
    patientId: rows.find((row) => row.patientId !== caseId)?.patientId ?? caseId,
    facts: Object.fromEntries(facts) as CaseFacts,
    extra: Object.assign({}, ...rows.filter((row) => row.file === undefined).map((row) => row.extra)),
  };
}

/** The fields of `told` that are filled and differ. */
function changed<T extends object>(before: T, told: Partial<T>): Partial<T> {
  const names = Object.keys(told) as (keyof T)[];
  const different = names.filter((name) => told[name] !== undefined && told[name] !== before[name]);
  return Object.fromEntries(different.map((name) => [name, told[name]])) as Partial<T>;
}

function addsTo(before: Readonly<Record<string, string>>, told: Readonly<Record<string, string>>): boolean {
  return Object.entries(told).some(([name, value]) => before[name] !== value);
}

function slots<Name extends string>(names: readonly Name[]): Record<Name, Placeholder<Name>> {
  return Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])) as Record<
    Name,
    Placeholder<Name>
  >;
}
