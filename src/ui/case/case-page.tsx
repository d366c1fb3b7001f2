import { Trash2 } from 'lucide-preact';
import { useEffect } from 'preact/hooks';
import { CaseFacts } from '../parts/case-facts.jsx';
import { Confirm } from '../parts/confirm.jsx';
import { FaultView } from '../parts/fault-view.jsx';
import { attempt } from '../parts/notices.jsx';
import { sureOfCases } from '../parts/what-goes.js';
import { call } from '../server/call.js';
import { api } from '../server/client.js';
import { thumbnailOf } from '../server/pictures.js';
import type { CaseRecord } from '../server/types.js';
import { go } from '../state/address.js';
import { useCrumbs } from '../state/crumbs.js';
import { tell } from '../state/notices.js';
import { createResource } from '../state/resource.js';
import { words } from '../words/words.js';
import { PatientHistory } from './patient-history.jsx';
import { SimilarCases } from './similar-cases.jsx';

type OpenCase = { readonly item: CaseRecord; readonly history: readonly CaseRecord[] };
const opened = createResource<OpenCase>();

async function load(id: string): Promise<OpenCase> {
  const param = { caseId: id };
  const [item, patient] = await Promise.all([
    call(api.cases[':caseId'].$get({ param })),
    call(api.cases[':caseId'].patient.$get({ param })),
  ]);
  return { item, history: patient.items };
}

/** A case: what it is, its slides, and what else the patient had, by date. */
export function CasePage({ id }: { readonly id: string }) {
  const say = words.value;
  useEffect(() => {
    opened.clear();
    void opened.load(() => load(id));
  }, [id]);
  const now = opened.now.value;
  const found = now.value;
  const organ = found?.item.organ;
  useCrumbs(
    { label: say.frame.archive, href: '/' },
    ...(organ ? [{ label: organ, href: `/?filter=${encodeURIComponent(`organ=${organ}`)}` }] : []),
    { label: say.case.title },
  );
  if (now.state === 'failed' && !found) return <FaultView fault={now.fault} again={opened.again} />;
  if (!found) return null;
  const { item, history } = found;
  return (
    <div class="page case-page">
      <h1 class="unseen">{say.case.title}</h1>
      <div class="case-about">
        <CaseFacts item={item} />
        <Extra item={item} />
        <div class="case-actions">
          <Confirm
            question={() => sureOfCases([item.id])}
            yes={say.case.yes}
            onYes={() => void removeCase(item.id)}
          >
            <Trash2 size={14} aria-hidden="true" /> {say.case.remove}
          </Confirm>
        </div>
      </div>
      <div class="case-rest">
        <Slides item={item} />
        <SimilarCases item={item} />
        <PatientHistory current={item} history={history} />
      </div>
    </div>
  );
}

function removeCase(caseId: string): Promise<boolean> {
  return attempt(async () => {
    await call(api.cases[':caseId'].$delete({ param: { caseId } }));
    tell(words.value.case.gone);
    go('/');
  });
}

function Slides({ item }: { readonly item: CaseRecord }) {
  const say = words.value;
  return (
    <section>
      <h2>{say.case.slides}</h2>
      <ul class="slide-grid">
        {item.slideIds.map((slide, i) => (
          <li key={slide}>
            <a class="card" href={`/slides/${slide}`} aria-label={say.slide.slide(i + 1)}>
              <span class="picture">
                <img src={thumbnailOf(slide, 256)} alt="" loading="lazy" />
              </span>
              <span class="facts">{say.slide.slide(i + 1)}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Extra({ item }: { readonly item: CaseRecord }) {
  const fields = Object.entries(item.extra);
  if (fields.length === 0) return null;
  return (
    <details class="extra">
      <summary>{words.value.case.extra}</summary>
      <dl class="facts">
        {fields.map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
