/**
 * One line of a result. `ratio`: measured / reference where both are there. `met`: undefined without a target.
 * @typedef {{ what: string, measured: string, reference?: string, ratio?: number, target?: string, met?: boolean }} Row
 * Beside the lines with a target, whatever a measure shows in columns of its own.
 * @typedef {{ title: string, head: string[], rows: string[][] }} Table
 * @typedef {{ title: string, about: string, rows: Row[], tables?: Table[], notes?: string[] }} Result
 */

const HEAD = ['What', 'Measured', 'Reference', 'Ratio', 'Target', ''];

/** @param {Row} row */
function cells({ what, measured, reference = '', ratio, target = '', met }) {
  const verdict = met === undefined ? '' : met ? 'met' : '**not met**';
  const shown = ratio === undefined ? '' : ratio.toFixed(2);
  return [what, measured, reference, shown, target, verdict];
}

/** @param {Result} result */
export function markdownOf({ about, rows, tables = [], notes = [] }) {
  return [
    about,
    ...(rows.length > 0 ? ['', ...markdownTable(HEAD, rows.map(cells))] : []),
    ...tables.flatMap(({ title, head, rows: own }) => ['', `**${title}**`, '', ...markdownTable(head, own)]),
    ...(notes.length > 0 ? ['', ...notes.map((note) => `- ${note}`)] : []),
  ].join('\n');
}

function markdownTable(head, rows) {
  const line = (columns) => `| ${columns.map((text) => String(text).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** @param {Result} result */
export function printResult({ title, rows, tables = [], notes = [] }) {
  console.log(`\n${title}`);
  for (const row of rows) {
    const [what, measured, reference, ratio, target, verdict] = cells(row);
    const against = reference && ` against ${reference}`;
    const times = ratio && `: ${ratio}`;
    const aim = target && ` (target ${target}: ${verdict.replaceAll('*', '')})`;
    console.log(`  ${what}: ${measured}${against}${times}${aim}`);
  }
  for (const table of tables) {
    console.log(`  ${table.title}`);
    for (const row of table.rows) console.log(`    ${row.join(' | ')}`);
  }
  for (const note of notes) console.log(`  - ${note}`);
}
