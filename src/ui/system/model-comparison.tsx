import type { InferResponseType } from 'hono/client';
import type { api } from '../server/client.js';
import { number, words } from '../words/words.js';

export type Comparison = InferResponseType<typeof api.spaces.compare.$post, 200>;
const FIGURES = ['acc1', 'mmv3', 'mmv5', 'macroMmv5', 'map5'] as const;

/** Two models on the same cases, with the paired difference and its interval: which includes zero decides nothing. */
export function ModelComparison({ found }: { readonly found: Comparison }) {
  const say = words.value.system;
  const value = (figures: Comparison['difference'], name: string) => {
    const figure = figures[name];
    return figure?.value == null ? '–' : number(figure.value, 2);
  };
  return (
    <table class="plain-table">
      <caption class="faint">{say.compared(number(found.queries), number(found.patients))}</caption>
      <thead>
        <tr>
          <th scope="col">{say.figure}</th>
          <th scope="col">{found.first.space}</th>
          <th scope="col">{found.second.space}</th>
          <th scope="col">{say.difference}</th>
        </tr>
      </thead>
      <tbody>
        {FIGURES.filter((name) => found.difference[name]).map((name) => (
          <tr key={name}>
            <th scope="row">{say.figures[name]}</th>
            <td>{value(found.first.figures, name)}</td>
            <td>{value(found.second.figures, name)}</td>
            <td>
              {value(found.difference, name)} <small>{intervalOf(found.difference[name]?.ci95)}</small>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function intervalOf(interval: readonly [number, number] | null | undefined): string {
  return interval ? `${number(interval[0], 2)}…${number(interval[1], 2)}` : '';
}
