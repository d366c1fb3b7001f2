import { useEffect } from 'preact/hooks';
import { JobCard } from '../archive/job-card.jsx';
import { attempt } from '../parts/notices.jsx';
import { jobs, loadJobs } from '../state/jobs.js';
import { words } from '../words/words.js';

const SHOWN = 5;

/** What is being brought in, and what was last. */
export function Ingests() {
  useEffect(() => void attempt(loadJobs), []);
  const shown = jobs.value.slice(0, SHOWN);
  if (shown.length === 0) return null;
  return (
    <section class="ingests">
      <h2>{words.value.system.ingests}</h2>
      {shown.map((job) => (
        <JobCard key={job.id} job={job} />
      ))}
    </section>
  );
}
