import type { ReadonlySignal } from '@preact/signals';
import {
  Hand,
  Lasso,
  type LucideIcon,
  Maximize,
  Minus,
  Pentagon,
  Plus,
  RotateCcw,
  RotateCw,
  Ruler,
  Scan,
  SlidersHorizontal,
  Square,
} from 'lucide-preact';
import { useState } from 'preact/hooks';
import { useKeys } from '../state/use-keys.js';
import type { Frame, SlideView } from '../viewer/view.js';
import { words } from '../words/words.js';
import { Adjust } from './adjust.jsx';
import { type Tool, tool } from './region.js';

const TOOLS: readonly { readonly name: Tool; readonly key: string; readonly icon: LucideIcon }[] = [
  { name: 'pan', key: '', icon: Hand },
  { name: 'rectangle', key: 'R', icon: Square },
  { name: 'polygon', key: 'P', icon: Pentagon },
  { name: 'freehand', key: 'F', icon: Lasso },
  { name: 'ruler', key: 'M', icon: Ruler },
];

type Props = {
  readonly view: SlideView | undefined;
  readonly mpp: number | undefined;
  readonly frame: ReadonlySignal<Frame | undefined>;
};

/** Tools that draw, and what turns and lights the slide. */
export function ToolColumn({ view, frame }: Props) {
  const say = words.value.slide;
  const [adjusting, setAdjusting] = useState(false);
  const oneToOne = () => {
    const now = frame.value;
    if (view && now) view.zoomBy(1 / now.zoom);
  };
  useKeys({
    '0': () => view?.fitAll(),
    z: oneToOne,
    '+': () => view?.zoomBy(1.5),
    '=': () => view?.zoomBy(1.5),
    '-': () => view?.zoomBy(1 / 1.5),
  });
  return (
    <div class="tool-column" role="toolbar" aria-label={say.tools} aria-orientation="vertical">
      <DrawingTools />
      <hr />
      <Action label={say.zoomIn} keyName="+" icon={Plus} act={() => view?.zoomBy(1.5)} />
      <Action label={say.zoomOut} keyName="−" icon={Minus} act={() => view?.zoomBy(1 / 1.5)} />
      <Action label={say.fit} keyName="0" icon={Scan} act={() => view?.fitAll()} />
      <button type="button" class="one-to-one" title={`${say.oneToOne} (Z)`} onClick={oneToOne}>
        {say.oneToOne}
      </button>
      <Action label={say.rotateLeft} icon={RotateCcw} act={() => view?.rotateBy(-90)} />
      <Action label={say.rotateRight} icon={RotateCw} act={() => view?.rotateBy(90)} />
      <button
        type="button"
        aria-expanded={adjusting}
        aria-label={say.adjust}
        title={say.adjust}
        onClick={() => setAdjusting(!adjusting)}
      >
        <SlidersHorizontal size={18} aria-hidden="true" />
      </button>
      <Action label={say.fullScreen} icon={Maximize} act={toggleFullScreen} />
      {adjusting && view && <Adjust view={view} />}
    </div>
  );
}

/** One of them is taken up at a time; its key lays it down again. */
function DrawingTools() {
  const say = words.value.slide;
  const choose = (name: Tool) => () => {
    tool.value = tool.value === name ? 'pan' : name;
  };
  useKeys({
    r: choose('rectangle'),
    p: choose('polygon'),
    f: choose('freehand'),
    m: choose('ruler'),
  });
  return (
    <>
      {TOOLS.map(({ name, key, icon: Icon }) => (
        <button
          key={name}
          type="button"
          aria-pressed={tool.value === name}
          aria-label={say[name as 'pan']}
          title={key ? `${say[name as 'pan']} (${key})` : say.pan}
          onClick={({ currentTarget }) => {
            tool.value = name;
            // Space and Enter draw from now on; on the button they would choose it again.
            currentTarget.blur();
          }}
        >
          <Icon size={18} aria-hidden="true" />
        </button>
      ))}
    </>
  );
}

type ActionProps = {
  readonly label: string;
  readonly keyName?: string;
  readonly icon: LucideIcon;
  readonly act: () => void;
};

function Action({ label, keyName, icon: Icon, act }: ActionProps) {
  return (
    <button type="button" aria-label={label} title={keyName ? `${label} (${keyName})` : label} onClick={act}>
      <Icon size={18} aria-hidden="true" />
    </button>
  );
}

function toggleFullScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.querySelector('.viewer')?.requestFullscreen();
}
