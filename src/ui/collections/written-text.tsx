import { useSignal } from '@preact/signals';

type Props = {
  /** What the server has. */
  readonly text: string;
  readonly label: string;
  readonly longest: number;
  /** Several lines; else one. */
  readonly lines?: number;
  /** Saves it when one leaves the field; false when it was not saved. */
  readonly save: (text: string) => Promise<boolean>;
};

/** A text that is written in its place. Answers to other fields leave alone what is being written in this one. */
export function WrittenText({ text, label, longest, lines, save }: Props) {
  const draft = useSignal<string | undefined>(undefined);
  const leave = async (written: string) => {
    const saved = await save(written);
    // What was not saved stays to be seen, and what was written on meanwhile.
    if (saved && draft.value === written) draft.value = undefined;
  };
  const shared = {
    class: 'plain',
    'aria-label': label,
    maxLength: longest,
    value: draft.value ?? text,
    onInput: ({ currentTarget: { value } }: { currentTarget: { value: string } }) => {
      draft.value = value;
    },
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) => void leave(value),
  };
  return lines ? (
    <textarea {...shared} placeholder={label} rows={lines} />
  ) : (
    <input type="text" {...shared} />
  );
}
