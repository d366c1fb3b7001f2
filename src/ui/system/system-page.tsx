import { useEffect } from 'preact/hooks';
import { FaultView } from '../parts/fault-view.jsx';
import { useCrumbs } from '../state/crumbs.js';
import { jobsEnded } from '../state/jobs.js';
import { words } from '../words/words.js';
import { Coverage } from './coverage.jsx';
import { Ingests } from './ingests.jsx';
import { Machine } from './machine.jsx';
import { Models } from './models.jsx';
import { Quality } from './quality.jsx';
import { RegionsQuality } from './regions-quality.jsx';
import { Spaces } from './spaces.jsx';
import { loadSystem, system } from './system-store.js';

/** What the archive holds, how well it finds, and what it stands on. */
export function SystemPage() {
  const say = words.value.system;
  useCrumbs({ label: words.value.frame.system });
  const ended = jobsEnded.value;
  useEffect(() => void system.load(loadSystem), [ended]);
  const now = system.now.value;
  const found = now.value;
  if (now.state === 'failed' && !found) return <FaultView fault={now.fault} again={system.again} />;
  if (!found) return null;
  return (
    <div class="page system">
      <h1>{say.title}</h1>
      <div class="system-top">
        <Coverage found={found} />
        <Ingests />
      </div>
      <Quality />
      <RegionsQuality />
      <Spaces status={found.status} />
      <Models models={found.models} spaces={found.status.spaces} />
      <Machine found={found} />
    </div>
  );
}
