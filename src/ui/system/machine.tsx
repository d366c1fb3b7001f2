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
            <Finding finding={finding} />
          </li>
        ))}
      </ul>
      <p>
        {say.version} {version} · <a href="/docs">{say.api}</a> <small>{say.apiHint}</small>
      </p>
    </section>
  );
}

type FindingProps = { readonly finding: System['doctor']['findings'][number] };

/** In the page's language where it has words, with the server's own figures beside it. */
function Finding({ finding: { check, found, advice, ok } }: FindingProps) {
  const say = words.value.system;
  const known = Object.keys(say.checks).find((begin) => check.startsWith(begin));
  const own = known === undefined ? undefined : say.checks[known];
  if (known === undefined || !own) {
    return (
      <>
        <b>{check}</b>
        <span>
          {found}
          {advice && <small> {advice}</small>}
        </span>
      </>
    );
  }
  return (
    <>
      <b>{own.name + check.slice(known.length)}</b>
      <span>
        {ok ? say.ok : own.advice} <small lang="en">{found}</small>
      </span>
    </>
  );
}
