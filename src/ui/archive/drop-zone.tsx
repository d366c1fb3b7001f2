import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { words } from '../words/words.js';
import { bring } from './bring-in.js';
import { droppedFiles } from './dropped-files.js';

/** Files over the page: two places to let them fall. */
export function DropZone() {
  const over = useSignal(false);
  const depth = useRef(0);
  useEffect(() => {
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth.current++;
      over.value = true;
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth.current = Math.max(0, depth.current - 1);
      if (depth.current === 0) over.value = false;
    };
    const hold = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      event.preventDefault();
      depth.current = 0;
      over.value = false;
    };
    const listeners = { dragenter: enter, dragleave: leave, dragover: hold, drop };
    for (const [name, listener] of Object.entries(listeners))
      addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        removeEventListener(name, listener as EventListener);
    };
  }, [over]);
  if (!over.value) return null;
  const say = words.value.bring;
  const take = (way: 'archived' | 'visiting') => async (event: DragEvent) => {
    if (event.dataTransfer) await bring(await droppedFiles(event.dataTransfer), way);
  };
  return (
    <div class="drop-zone">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: without a pointer one chooses files by the button. */}
      <div onDrop={take('archived')}>
        <strong>{say.archive}</strong>
        <span>{say.archiveHint}</span>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: as above. */}
      <div onDrop={take('visiting')}>
        <strong>{say.visit}</strong>
        <span>{say.visitHint}</span>
      </div>
    </div>
  );
}
