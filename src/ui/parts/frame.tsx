import { CircleHelp, Cog, Images, Languages, LibraryBig, Moon, Search, Sun } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { KeepDialog } from '../collections/keep-dialog.jsx';
import { PictureQuestion } from '../picture/picture-question.jsx';
import { place } from '../state/address.js';
import { lost } from '../state/connection.js';
import { crumbs } from '../state/crumbs.js';
import { language, theme } from '../state/preferences.js';
import { words } from '../words/words.js';
import { helpOpen, KeyHelp } from './key-help.jsx';
import { Notices } from './notices.jsx';

/** Rail, bar and footer around every page; later rooms (Judge, Studies, Curation) get their place in the rail. */
export function Frame({ children }: { readonly children: ComponentChildren }) {
  const say = words.value;
  return (
    <div class="frame">
      <a class="skip" href="#content">
        {say.frame.skip}
      </a>
      <Rail />
      <Bar />
      <main id="content" class="content" tabIndex={-1}>
        {lost.value && (
          <p class="lost" role="status">
            {say.frame.lost}
          </p>
        )}
        {children}
      </main>
      <footer class="research">{say.research}</footer>
      <Notices />
      <KeyHelp />
      <PictureQuestion />
      <KeepDialog />
    </div>
  );
}

function Rail() {
  const say = words.value.frame;
  const now = place.value.page;
  const rooms = [
    { href: '/', label: say.archive, icon: LibraryBig, pages: ['archive', 'slide', 'case'] },
    { href: '/searches', label: say.searches, icon: Search, pages: ['searches', 'search', 'compare'] },
    { href: '/collections', label: say.collections, icon: Images, pages: ['collections', 'collection'] },
    { href: '/system', label: say.system, icon: Cog, pages: ['system'] },
  ];
  return (
    <nav class="rail" aria-label={say.main}>
      {rooms.map(({ href, label, icon: Icon, pages }) => (
        <a key={href} href={href} title={label} aria-current={pages.includes(now) ? 'page' : undefined}>
          <Icon size={20} aria-hidden="true" />
          <span>{label}</span>
        </a>
      ))}
    </nav>
  );
}

function Bar() {
  const say = words.value.frame;
  const dark = theme.value === 'dark';
  const next = language.value === 'zh' ? 'en' : 'zh';
  return (
    <header class="top-bar">
      <ol class="crumbs" aria-label={say.place}>
        {crumbs.value.map((crumb) => (
          <li key={crumb.label}>{crumb.href ? <a href={crumb.href}>{crumb.label}</a> : crumb.label}</li>
        ))}
      </ol>
      <div class="bar-tools">
        <button
          type="button"
          class="quiet"
          title={say.theme}
          aria-label={say.theme}
          onClick={() => {
            theme.value = dark ? 'light' : 'dark';
          }}
        >
          {dark ? <Sun size={16} aria-hidden="true" /> : <Moon size={16} aria-hidden="true" />}
        </button>
        <button
          type="button"
          class="quiet"
          title={say.language}
          aria-label={say.language}
          onClick={() => {
            language.value = next;
          }}
        >
          <Languages size={16} aria-hidden="true" />
          <span>{say.languageName}</span>
        </button>
        <button
          type="button"
          class="quiet"
          title={`${say.keys} (?)`}
          aria-label={say.keys}
          onClick={() => {
            helpOpen.value = true;
          }}
        >
          <CircleHelp size={16} aria-hidden="true" />
        </button>
      </div>
    </header>
  );
}
