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

type Report<Name extends string> = { readonly [N in Name]: number | null } & {
  readonly ci95: { readonly [N in Name]?: readonly [number, number] | undefined };
  readonly chance: { readonly [N in Name]?: number | null | undefined };
};

/** The named figures of a report, a bar each; those that it could not measure are left out. */
export function FigureBars<Name extends string>({
  names,
  report,
}: {
  readonly names: readonly Name[];
  readonly report: Report<Name>;
}) {
  const labels: Readonly<Record<string, string>> = words.value.system.figures;
  return names.map((name) => {
    const value = report[name];
    if (value === null) return null;
    const [interval, chance] = [report.ci95[name], report.chance[name]];
    return <FigureBar key={name} label={labels[name] ?? name} {...{ value, interval, chance }} />;
  });
}
