import { number, words } from '../words/words.js';
import type { Measured } from './system-store.js';

type Class = Measured['report']['perClass'][number];
const COLUMNS = ['acc1', 'mmv5', 'recall', 'precision', 'f1'] as const;

/** The same figures for every diagnosis: an average hides the rare ones. */
export function ClassTable({ classes }: { readonly classes: readonly Class[] }) {
  const say = words.value;
  if (classes.length === 0) return null;
  const sorted = [...classes].sort((a, b) => b.patients - a.patients);
  return (
    <details class="per-class">
      <summary>{say.system.perClass(number(classes.length))}</summary>
      <div class="wide-table">
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col">{say.fields.diagnosis}</th>
              <th scope="col">{say.system.patients}</th>
              {COLUMNS.map((name) => (
                <th key={name} scope="col">
                  {say.system.figures[name]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.map((one) => (
              <tr key={one.label} class={one.leftOut ? 'faint' : ''}>
                <th scope="row">{one.label}</th>
                <td>{number(one.patients)}</td>
                {COLUMNS.map((name) => {
                  const value = one[name];
                  return <td key={name}>{value === null ? '–' : number(value, 2)}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
