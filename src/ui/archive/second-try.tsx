import { attempt } from '../parts/notices.jsx';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { follow } from '../state/jobs.js';
import { words } from '../words/words.js';

/** Most failures that a person can mend are a missing scale. */
export function SecondTry({
  slideId,
  needsScale,
}: {
  readonly slideId: string;
  readonly needsScale: boolean;
}) {
  const say = words.value.bring;
  const retry = (event: SubmitEvent) => {
    event.preventDefault();
    const given = Number(new FormData(event.currentTarget as HTMLFormElement).get('mpp') ?? Number.NaN);
    const json = given > 0 ? { mpp: given } : {};
    void attempt(async () =>
      follow(await call(api.slides[':slideId'].retry.$post({ param: { slideId }, json }))),
    );
  };
  return (
    <form class="second-try" onSubmit={retry}>
      {needsScale && (
        <label>
          {say.mpp}{' '}
          <input type="number" name="mpp" min="0.01" max="100" step="any" required placeholder="0.25" />
        </label>
      )}
      <button type="submit">{say.retry}</button>
    </form>
  );
}
