import { FilePlus2, FolderOpen, X } from 'lucide-preact';
import { useEffect } from 'preact/hooks';
import { Explained } from '../parts/explained.jsx';
import { attempt } from '../parts/notices.jsx';
import { jobs, loadJobs } from '../state/jobs.js';
import { useKeys } from '../state/use-keys.js';
import { percent, words } from '../words/words.js';
import { activityOpen, dropUpload, type Upload, uploads } from './bring-in.js';
import { FilePicker } from './file-picker.jsx';
import { JobCard } from './job-card.jsx';

/** The way in for slides and case lists, and what is being done with them. */
export function ActivityPanel() {
  const say = words.value.bring;
  useEffect(() => void attempt(loadJobs), []);
  useKeys({
    Escape: () => {
      activityOpen.value = false;
    },
  });
  return (
    <aside class="activity" aria-label={say.activity}>
      <header>
        <h2>{say.activity}</h2>
        <button
          type="button"
          class="quiet"
          aria-label={words.value.frame.close}
          onClick={() => {
            activityOpen.value = false;
          }}
        >
          <X size={16} aria-hidden="true" />
        </button>
      </header>
      <Chooser way="archived" label={say.archive} hint={say.archiveHint} />
      <Chooser way="visiting" label={say.visit} hint={say.visitHint} />
      {uploads.value.map((upload) => (
        <UploadLine key={upload.id} upload={upload} />
      ))}
      {jobs.value.length === 0 && uploads.value.length === 0 && <p class="faint">{say.none}</p>}
      {jobs.value.map((job) => (
        <JobCard key={job.id} job={job} />
      ))}
    </aside>
  );
}

type ChooserProps = { readonly way: 'archived' | 'visiting'; readonly label: string; readonly hint: string };

function Chooser({ way, label, hint }: ChooserProps) {
  return (
    <div class="chooser">
      <div class="choices">
        <FilePicker way={way}>
          <FilePlus2 size={16} aria-hidden="true" /> {label}
        </FilePicker>
        {way === 'archived' && (
          <FilePicker way={way} folder>
            <FolderOpen size={16} aria-hidden="true" /> {words.value.bring.pickFolder}
          </FilePicker>
        )}
      </div>
      <small>{hint}</small>
    </div>
  );
}

function UploadLine({ upload }: { readonly upload: Upload }) {
  const say = words.value.bring;
  const text = { sending: say.sending, waiting: say.waiting, failed: say.failed }[upload.state](upload.name);
  return (
    <section class="job">
      <p>
        {text}
        <button
          type="button"
          class="quiet"
          aria-label={say.stop}
          title={say.stop}
          onClick={() => dropUpload(upload.id)}
        >
          <X size={14} aria-hidden="true" />
        </button>
      </p>
      {upload.state === 'sending' && (
        <progress value={upload.share} aria-label={text}>
          {percent(upload.share)}
        </progress>
      )}
      {upload.problem && <Explained problem={upload.problem} />}
    </section>
  );
}
