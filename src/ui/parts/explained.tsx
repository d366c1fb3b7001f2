import { explain, type Problem } from '../words/explain.js';
import { words } from '../words/words.js';

/** What happened, which fields or lines are wrong, what to do next; the server's own words where they say more. */
export function Explained({ problem, lead }: { readonly problem: Problem; readonly lead?: string }) {
  const { what, which, next, precise } = explain(problem);
  return (
    <div class="explained">
      <p>
        {lead && <b>{lead}</b>} {what}
      </p>
      {which.length > 0 && (
        <ul>
          {which.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {next && <p class="faint">{next}</p>}
      {precise && (
        <details>
          <summary>{words.value.fault.details}</summary>
          <p lang="en">{precise}</p>
        </details>
      )}
    </div>
  );
}
