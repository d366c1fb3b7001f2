/**
 * One line of a result. `ratio`: measured / reference where both are there. `met`: undefined without a target.
 * @typedef {{ what: string, measured: string, reference?: string, ratio?: number, target?: string, met?: boolean }} Row
 * @typedef {{ title: string, about: string, rows: Row[], notes?: string[] }} Result
 */

const HEAD = ['What', 'Measured', 'Reference', 'Ratio', 'Target', ''];

/** @param {Row} row */
function cells({ what, measured, reference = '', ratio, target = '', met }) {
  const verdict = met === undefined ? '' : met ? 'met' : '**not met**';
  const shown = ratio === undefined ? '' : ratio.toFixed(2);
  return [what, measured, reference, shown, target, verdict];
}

/** @param {Result} result */
export function markdownOf({ about, rows, notes = [] }) {
  const line = (columns) => `| ${columns.map((text) => String(text).replaceAll('|', '\\|')).join(' | ')} |`;
  const table = [line(HEAD), line(HEAD.map(() => '---')), ...rows.map((row) => line(cells(row)))];
  return [about, '', ...table, ...(notes.length > 0 ? ['', ...notes.map((note) => `- ${note}`)] : [])].join(
    '\n',
  );
}

/** @param {Result} result */
export function printResult({ title, rows, notes = [] }) {
  console.log(`\n${title}`);
  for (const row of rows) {
    const [what, measured, reference, ratio, target, verdict] = cells(row);
    const against = reference && ` against ${reference}`;
    const times = ratio && `: ${ratio}`;
    const aim = target && ` (target ${target}: ${verdict.replaceAll('*', '')})`;
    console.log(`  ${what}: ${measured}${against}${times}${aim}`);
  }
  for (const note of notes) console.log(`  - ${note}`);
}
