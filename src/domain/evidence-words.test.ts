import { describe, expect, it } from 'vitest';
import type { Evidence } from './evidence.js';
import { sayEvidence, sayEvidenceRule } from './evidence-words.js';

const evidence: Evidence = {
  diagnoses: [
    { diagnosis: 'adenocarcinoma', weight: 0.8149, patients: 7, archivePatients: 212, lift: 7.3 },
    { diagnosis: null, weight: 0.1851, patients: 3, archivePatients: 1, lift: 9 },
  ],
  patients: 10,
  archive: { patients: 1904 },
  entropy: 0.69,
};
const single: Evidence = {
  diagnoses: [{ diagnosis: 'X', weight: 1, patients: 1, archivePatients: 0, lift: undefined }],
  patients: 1,
  archive: { patients: 3 },
  entropy: 0,
};

describe('sayEvidence', () => {
  it('speaks English', () => {
    expect(sayEvidence(evidence, 'en')).toEqual([
      '7 of the 10 nearest patients (weight 0.81) had adenocarcinoma; the archive holds 212 patients with adenocarcinoma among 1,904.',
      '3 of the 10 nearest patients (weight 0.19) had no diagnosis on record; the archive holds 1 patient with no diagnosis on record among 1,904.',
    ]);
    expect(sayEvidence(single, 'en')).toEqual([
      'The nearest patient (weight 1.00) had X; the archive holds 0 patients with X among 3.',
    ]);
  });

  it('speaks Chinese', () => {
    expect(sayEvidence(evidence, 'zh')).toEqual([
      '最相近的 10 位患者中有 7 位（权重 0.81）诊断为“adenocarcinoma”；所检索的 1,904 位患者中，诊断为“adenocarcinoma”的有 212 位。',
      '最相近的 10 位患者中有 3 位（权重 0.19）无诊断记录；所检索的 1,904 位患者中，无诊断记录的有 1 位。',
    ]);
  });

  it('never speaks of probability', () => {
    for (const language of ['en', 'zh'] as const) {
      const words = [...sayEvidence(evidence, language), sayEvidenceRule(evidence, language)].join(' ');
      expect(words).not.toMatch(/probab|likel|chance|概率|可能/i);
      expect(sayEvidenceRule(evidence, language)).toContain('10');
    }
  });
});
