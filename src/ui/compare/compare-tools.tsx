import { ArrowLeft, Flame, Link2, RotateCw } from 'lucide-preact';
import type { Answer } from '../server/types.js';
import { percent, words } from '../words/words.js';
import { chosen, heatShown, locked, opacity, toggleHit } from './compare-store.js';

const OFFERED = 9;

type Props = { readonly found: Answer; readonly onTurn: () => void };

/** Which hits, whether they move together, their rotation, and the heat map. */
export function CompareTools({ found, onTurn }: Props) {
  const say = words.value;
  return (
    <div class="compare-tools">
      <a class="button" href={`/searches/${found.id}`}>
        <ArrowLeft size={14} aria-hidden="true" /> {say.compare.back}
      </a>
      <HitChoice found={found} />
      <button
        type="button"
        aria-pressed={locked.value}
        onClick={() => {
          locked.value = !locked.value;
        }}
      >
        <Link2 size={14} aria-hidden="true" /> {say.compare.lock}
      </button>
      <button type="button" onClick={onTurn}>
        <RotateCw size={14} aria-hidden="true" /> {say.slide.rotateRight}
      </button>
      <button
        type="button"
        aria-pressed={heatShown.value}
        title={`${say.compare.heatHint} (H)`}
        onClick={() => {
          heatShown.value = !heatShown.value;
        }}
      >
        <Flame size={14} aria-hidden="true" /> {say.compare.heat}
      </button>
      {heatShown.value && <Opacity />}
    </div>
  );
}

function HitChoice({ found }: { readonly found: Answer }) {
  const say = words.value;
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons that choose, not a form's fields.
    <div class="hit-choice" role="group" aria-label={say.compare.choose}>
      {found.cases.slice(0, OFFERED).map((hit, i) => (
        <button
          key={hit.id}
          type="button"
          aria-pressed={chosen.value.includes(hit.id)}
          aria-label={`${say.compare.hit(i + 1)}, ${hit.diagnosis.text ?? say.archive.noDiagnosis}`}
          title={hit.diagnosis.text ?? say.archive.noDiagnosis}
          onClick={() => toggleHit(hit.id)}
        >
          {i + 1}
        </button>
      ))}
    </div>
  );
}

function Opacity() {
  return (
    <label class="opacity" title="[ ]">
      {words.value.compare.opacity}
      <input
        type="range"
        min="0"
        max="1"
        step="0.05"
        value={opacity.value}
        onInput={({ currentTarget }) => {
          opacity.value = Number(currentTarget.value);
        }}
      />
      <output>{percent(opacity.value)}</output>
    </label>
  );
}
