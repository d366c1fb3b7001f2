import { FilePlus2, FileSpreadsheet, FolderOpen, Search } from 'lucide-preact';
import { words } from '../words/words.js';
import { FilePicker } from './file-picker.jsx';

/** An empty archive: what to do first, second and third. */
export function FirstSteps() {
  const say = words.value.first;
  const steps = [
    {
      icon: FilePlus2,
      title: say.slides,
      text: say.slidesHint,
      action: (
        <>
          <FilePicker way="archived">
            <FilePlus2 size={16} aria-hidden="true" /> {words.value.bring.pick}
          </FilePicker>
          <FilePicker way="archived" folder>
            <FolderOpen size={16} aria-hidden="true" /> {words.value.bring.pickFolder}
          </FilePicker>
        </>
      ),
    },
    {
      icon: FileSpreadsheet,
      title: say.list,
      text: say.listHint,
      action: <code>file, case_id, patient_id, organ, diagnosis, stain, site, date</code>,
    },
    { icon: Search, title: say.ask, text: say.askHint, action: undefined },
  ];
  return (
    <section class="first-steps">
      <h2>{words.value.archive.empty}</h2>
      <p class="faint">{say.lead}</p>
      <ol>
        {steps.map(({ icon: Icon, title, text, action }) => (
          <li key={title}>
            <Icon size={20} aria-hidden="true" />
            <h3>{title}</h3>
            <p>{text}</p>
            {action && <div class="actions">{action}</div>}
          </li>
        ))}
      </ol>
    </section>
  );
}
