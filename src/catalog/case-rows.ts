import type { Case, CaseFacts } from '../domain/cases.js';
import type { cases } from './schema.js';

export type CaseRowInTable = typeof cases.$inferSelect;

export const FACTS = [
  'specimen',
  'organ',
  'diagnosis',
  'icdo3',
  'ageBand',
  'sex',
  'site',
  'date',
  'report',
  'notes',
  'teaching',
] as const satisfies readonly (keyof CaseFacts)[];

export function toCase(row: CaseRowInTable): Case {
  const facts = Object.fromEntries(FACTS.map((name) => [name, row[name] ?? undefined])) as CaseFacts;
  const { key, id, caseId, patientId, listed, extra, createdAt, updatedAt } = row;
  return { key, id, caseId, patientId, listed, ...facts, extra, createdAt, updatedAt };
}
