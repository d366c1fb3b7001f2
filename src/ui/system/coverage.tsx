import { SecondTry } from '../archive/second-try.jsx';
import { Explained } from '../parts/explained.jsx';
import { problemOf } from '../words/explain.js';
import { number, words } from '../words/words.js';
import type { System } from './system-store.js';

const STATES = ['indexed', 'pending', 'skipped', 'failed'] as const;

/** What became of every slide; those that did not come in, with the reason and a second try. */
export function Coverage({ found: { status, missing } }: { readonly found: System }) {
  const say = words.value;
  const { slides } = status;
  const figures = [
    [say.system.cases, status.cases],
    [say.system.slides, slides.archived],
    [say.system.tiles, status.tiles],
    ...(slides.visiting > 0 ? [[say.system.visiting, slides.visiting] as const] : []),
  ] as const;
  const sum = STATES.reduce((total, state) => total + slides[state], 0);
  return (
    <section>
      <h2>{say.system.archive}</h2>
      <dl class="figures-row">
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{number(value)}</dd>
          </div>
        ))}
      </dl>
      <h3>{say.system.coverage}</h3>
      <div class="coverage" aria-hidden="true">
        {STATES.map((state) => (
          <span
            key={state}
            class={state}
            style={{ width: `${sum > 0 ? (slides[state] / sum) * 100 : 0}%` }}
          />
        ))}
      </div>
      <ul class="legend" aria-label={say.system.coverageHint}>
        {STATES.map((state) => (
          <li key={state}>
            <span class={`swatch ${state}`} aria-hidden="true" />
            {say.status[state]} <b>{number(slides[state])}</b>
          </li>
        ))}
      </ul>
      <Missing slides={missing} />
    </section>
  );
}

function Missing({ slides }: { readonly slides: System['missing'] }) {
  const say = words.value;
  if (slides.length === 0) return <p class="faint">{say.system.noFailures}</p>;
  return (
    <details open={slides.length < 10}>
      <summary>
        {say.system.failures} ({number(slides.length)})
      </summary>
      <ul class="missing">
        {slides.map((slide) => (
          <li key={slide.id}>
            <p>
              <b>{slide.name}</b> <small>{say.status[slide.status]}</small>
            </p>
            {slide.error && <Explained problem={problemOf(slide.error)} />}
            <SecondTry slideId={slide.id} needsScale={slide.error?.tag === 'missing-mpp'} />
          </li>
        ))}
      </ul>
    </details>
  );
}
