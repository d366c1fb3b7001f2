import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { bring } from './bring-in.js';

type Props = {
  readonly way: 'archived' | 'visiting';
  /** Chooses a folder with everything in it instead of files. */
  readonly folder?: boolean | undefined;
  readonly children: ComponentChildren;
};

/** A button that chooses files of this computer and brings them in. */
export function FilePicker({ way, folder = false, children }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" onClick={() => input.current?.click()}>
        {children}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        {...(folder ? { webkitdirectory: true } : {})}
        onChange={({ currentTarget }) => {
          void bring([...(currentTarget.files ?? [])], way);
          currentTarget.value = '';
        }}
      />
    </>
  );
}
