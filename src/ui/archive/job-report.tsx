import type { InferResponseType } from 'hono/client';
import { useEffect, useMemo } from 'preact/hooks';
import { Explained } from '../parts/explained.jsx';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import type { Job } from '../server/types.js';
import { jobsEnded } from '../state/jobs.js';
import { createResource } from '../state/resource.js';
import { problemOf } from '../words/explain.js';
import { words } from '../words/words.js';
import { SecondTry } from './second-try.jsx';

type Report = InferResponseType<(typeof api.ingests)[':jobId']['$get'], 200>;
type Line = Report['slides'][number];

const PROBLEMS_FIRST: Readonly<Record<string, number>> = { failed: 0, skipped: 1, pending: 2, indexed: 3 };

/** What became of every slide of a job, failures first, with the reason and the way to put it right. */
export function JobReport({ job }: { readonly job: Job }) {
  const report = useMemo(() => createResource<Awaited<ReturnType<typeof load>>>(), []);
  const over = job.steps.done + job.steps.failed;
  // Anew whenever a slide is done.
  const ended = jobsEnded.value;
  useEffect(() => {
    void report.load(() => load(job.id));
  }, [report, job.id, over, job.state, ended]);
  const now = report.now.value;
  if (now.state === 'failed') return <Explained problem={now.fault} />;
  const found = now.value;
  if (!found) return null;
  const of = (status: Line['status']) => found.slides.filter((line) => line.status === status).length;
  const lines = [...found.slides].sort((a, b) => PROBLEMS_FIRST[a.status]! - PROBLEMS_FIRST[b.status]!);
  const say = words.value.bring;
  return (
    <div class="job-report">
      {lines.length > 1 && <p class="faint">{say.counts(of('indexed'), of('skipped'), of('failed'))}</p>}
      {found.otherFiles.length > 0 && (
        <p class="faint">{say.others(found.otherFiles.length, found.otherFiles.slice(0, 3).join(', '))}</p>
      )}
      <ul>
        {lines.map((line) => (
          <ReportLine key={line.name} line={line} came={found.came.has(line.slideId ?? '')} />
        ))}
      </ul>
    </div>
  );
}

/** As many as one reads; the state of the others is in the archive's own filters. */
const LOOKED_UP = 30;

/** The report, and which of its failures came in by a later job. */
async function load(jobId: string): Promise<Report & { readonly came: ReadonlySet<string> }> {
  const report = await call(api.ingests[':jobId'].$get({ param: { jobId } }));
  const wrong = report.slides.filter(isWrong).flatMap(({ slideId }) => slideId ?? []);
  const now = await Promise.allSettled(
    wrong.slice(0, LOOKED_UP).map((slideId) => call(api.slides[':slideId'].$get({ param: { slideId } }))),
  );
  const came = now.flatMap((one) =>
    one.status === 'fulfilled' && one.value.status === 'indexed' ? one.value.id : [],
  );
  return { ...report, came: new Set(came) };
}

function isWrong({ status }: Line): boolean {
  return status === 'failed' || status === 'skipped';
}

function ReportLine({ line, came }: { readonly line: Line; readonly came: boolean }) {
  const say = words.value;
  const { slideId, name, status, error, known } = line;
  const wrong = isWrong(line) && !came;
  return (
    <li>
      <p>
        {slideId && !wrong ? <a href={`/slides/${slideId}`}>{name}</a> : <span>{name}</span>}
        <small>
          {say.status[status]}
          {known ? ` · ${say.bring.known}` : ''}
          {came ? ` · ${say.bring.came}` : ''}
        </small>
      </p>
      {error && <Explained problem={problemOf(error)} />}
      {wrong && slideId && <SecondTry slideId={slideId} needsScale={error?.tag === 'missing-mpp'} />}
    </li>
  );
}
