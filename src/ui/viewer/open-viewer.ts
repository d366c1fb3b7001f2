import OpenSeadragon from 'openseadragon';
import type { Box, Point } from '../server/types.js';
import type { Frame, SlideView } from './view.js';

type Options = {
  readonly host: HTMLElement;
  /** Where the small overview goes; undefined: none. */
  readonly navigator?: HTMLElement | undefined;
  /** Address of the Deep Zoom descriptor. */
  readonly source: string;
};

const MAX_ZOOM_PX = 4;
/** 256 px: one tile. */
const FIRST_LEVEL = 8;

/** Opens a slide in OpenSeadragon; resolves when its first picture can be asked for. */
export function openViewer({ host, navigator, source }: Options): Promise<SlideView> {
  const osd = new OpenSeadragon.Viewer({
    element: host,
    tileSources: source,
    drawer: 'canvas',
    showNavigationControl: false,
    showNavigator: navigator !== undefined,
    ...(navigator ? { navigatorElement: navigator } : {}),
    navigatorRotate: true,
    navigatorBackground: 'transparent',
    navigatorBorderColor: 'transparent',
    navigatorDisplayRegionColor: '#d55e00',
    // Its keyboard speaks other keys than ours.
    keyboardNavEnabled: false,
    tabIndex: -1,
    animationTime: 0.15,
    springStiffness: 8,
    blendTime: 0,
    // Blurred first, sharp then: no grey holes while tiles come.
    immediateRender: false,
    maxZoomPixelRatio: MAX_ZOOM_PX,
    minZoomImageRatio: 0.6,
    visibilityRatio: 0.2,
    zoomPerScroll: 1.25,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true, flickEnabled: false },
    gestureSettingsPen: { clickToZoom: false, flickEnabled: false },
    crossOriginPolicy: false,
    placeholderFillStyle: '#8a8a88',
    imageLoaderLimit: 6,
    maxImageCacheCount: 400,
  } as OpenSeadragon.Options);
  // Tab goes through our own tools; the picture itself is reached by its keys.
  for (const element of host.querySelectorAll('[tabindex="0"]')) element.setAttribute('tabindex', '-1');
  return new Promise((resolve, reject) => {
    osd.addOnceHandler('open', () => {
      skipTiny(osd);
      resolve(createView(osd, source));
    });
    osd.addOnceHandler('open-failed', ({ message }) => {
      osd.destroy();
      reject(new Error(String(message ?? source)));
    });
  });
}

function createView(osd: OpenSeadragon.Viewer, source: string): SlideView {
  const image = () => osd.world.getItemAt(0);
  const at = (x: number, y: number) => {
    const point = osd.viewport.pixelFromPoint(image().imageToViewportCoordinates(x, y), true);
    return { x: point.x, y: point.y };
  };
  const frame = (): Frame => readFrame(osd, at);
  return {
    frame,
    onFrame: (listener) => {
      const say = () => {
        if (osd.world.getItemCount() > 0) listener(frame());
      };
      osd.addHandler('update-viewport', say);
      osd.addHandler('resize', say);
      return () => {
        osd.removeHandler('update-viewport', say);
        osd.removeHandler('resize', say);
      };
    },
    onLoss: (listener) => {
      osd.addHandler('tile-load-failed', listener);
      return () => osd.removeHandler('tile-load-failed', listener);
    },
    fitAll: () => osd.viewport.goHome(),
    fit: (box, immediately = false) => osd.viewport.fitBounds(boundsOf(osd, box), immediately),
    show(centre, zoom, rotation, immediately = false) {
      const { viewport } = osd;
      if (rotation !== undefined) viewport.setRotation(rotation, immediately);
      viewport.zoomTo(image().imageToViewportZoom(zoom), undefined, immediately);
      viewport.panTo(image().imageToViewportCoordinates(centre.x, centre.y), immediately);
    },
    zoomBy(factor, around) {
      const place = around ? new OpenSeadragon.Point(around.x, around.y) : undefined;
      osd.viewport.zoomBy(factor, place && osd.viewport.pointFromPixel(place, true));
      osd.viewport.applyConstraints();
    },
    carry(from, to, factor) {
      const { viewport } = osd;
      const place = ({ x, y }: Point) => viewport.pointFromPixel(new OpenSeadragon.Point(x, y), true);
      const held = place(from);
      viewport.zoomBy(factor, held, true);
      viewport.panBy(held.minus(place(to)), true);
      viewport.applyConstraints(true);
    },
    panBy(x, y) {
      const bounds = osd.viewport.getBounds();
      const step = new OpenSeadragon.Point(x * bounds.width, y * bounds.height);
      osd.viewport.panBy(step.rotate(-osd.viewport.getRotation()));
      osd.viewport.applyConstraints();
    },
    rotateBy: (degrees) => osd.viewport.setRotation(osd.viewport.getRotation() + degrees),
    adjust(brightness, contrast) {
      const plain = brightness === 100 && contrast === 100;
      osd.drawer.canvas.style.filter = plain ? '' : `brightness(${brightness}%) contrast(${contrast}%)`;
    },
    reload() {
      // A tile that failed once counts as not there for as long as its image is open: opened anew, at the same place.
      const [bounds, rotation] = [osd.viewport.getBounds(), osd.viewport.getRotation()];
      osd.addOnceHandler('open', () => {
        skipTiny(osd);
        osd.viewport.setRotation(rotation, true);
        osd.viewport.fitBounds(bounds, true);
      });
      osd.open({ tileSource: source });
    },
    close: () => osd.destroy(),
  };
}

/** Levels that are less than one tile show nothing that the first whole one does not. */
function skipTiny(osd: OpenSeadragon.Viewer): void {
  const tiles = osd.world.getItemAt(0).source;
  tiles.minLevel = Math.min(FIRST_LEVEL, tiles.maxLevel);
}

/** The image's axes, seen on screen: two far points, since near ones lose digits. */
function readFrame(osd: OpenSeadragon.Viewer, at: (x: number, y: number) => Point): Frame {
  const far = 4096;
  const [origin, right, below] = [at(0, 0), at(far, 0), at(0, far)];
  const [a, b] = [(right.x - origin.x) / far, (right.y - origin.y) / far];
  const [c, d] = [(below.x - origin.x) / far, (below.y - origin.y) / far];
  const size = osd.viewport.getContainerSize();
  const middle = osd.world.getItemAt(0).viewportToImageCoordinates(osd.viewport.getCenter(true));
  return {
    matrix: { a, b, c, d, e: origin.x, f: origin.y },
    zoom: Math.hypot(a, b),
    rotation: osd.viewport.getRotation(true),
    centre: { x: middle.x, y: middle.y },
    size: { width: size.x, height: size.y },
  };
}

function boundsOf(osd: OpenSeadragon.Viewer, { x, y, width, height }: Box): OpenSeadragon.Rect {
  return osd.world.getItemAt(0).imageToViewportRectangle(x, y, width, height);
}
