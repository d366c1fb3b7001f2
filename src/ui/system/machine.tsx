import { CircleAlert, CircleCheck } from 'lucide-preact';
import { words } from '../words/words.js';
import type { System } from './system-store.js';

/** What Tessera stands on, with what to do about what is missing; versions, and the API's own page. */
export function Machine({ found: { doctor, version } }: { readonly found: System }) {
  const say = words.value.system;
  return (
    <section>
      <h2>{say.machine}</h2>
      <ul class="findings">
        {doctor.findings.map((finding) => (
          <li key={finding.check}>
            {finding.ok ? (
              <CircleCheck size={16} class="good" aria-label={say.ok} />
            ) : (
              <CircleAlert size={16} class="bad" aria-label={say.attention} />
            )}
            <b>{finding.check}</b>
            <span>
              {finding.found}
              {finding.advice && <small> {finding.advice}</small>}
            </span>
          </li>
        ))}
      </ul>
      <p>
        {say.version} {version} · <a href="/docs">{say.api}</a> <small>{say.apiHint}</small>
      </p>
    </section>
  );
}
