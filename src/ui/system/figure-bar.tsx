import { number, words } from '../words/words.js';

type Props = {
  readonly label: string;
  readonly value: number;
  /** 95 % interval. */
  readonly interval: readonly [number, number] | undefined;
  readonly chance: number | null | undefined;
  readonly note?: string | undefined;
};

/** A figure between 0 and 1 as a row of a table: bar, interval, and a tick where chance would be. */
export function FigureBar({ label, value, interval, chance, note }: Props) {
  const say = words.value.system;
  return (
    <tr>
      <th scope="row">
        {label} {note && <small>{note}</small>}
      </th>
      <td class="weight">
        <span class="bar" style={{ width: `${value * 100}%` }} />
        {interval && (
          <span
            class="interval"
            style={{ left: `${interval[0] * 100}%`, width: `${(interval[1] - interval[0]) * 100}%` }}
          />
        )}
        {chance != null && <span class="tick" style={{ left: `${chance * 100}%` }} title={say.chance} />}
      </td>
      <td class="figures">
        {number(value, 2)}{' '}
        <small>
          {interval ? `${number(interval[0], 2)}–${number(interval[1], 2)}` : ''}
          {chance != null ? ` · ${say.chance} ${number(chance, 2)}` : ''}
        </small>
      </td>
    </tr>
  );
}
