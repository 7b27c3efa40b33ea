import { svg } from './dom';

const paths = {
  first: 'M4 4v12M16 4 7 10l9 6z', back: 'M14 4 5 10l9 6z', play: 'M6 3.5 16 10 6 16.5z', stop: 'M6 4v12M14 4v12', next: 'M6 4l9 6-9 6z', last: 'M16 4v12M4 4l9 6-9 6z',
  theme: 'M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14',
};

/** A drawn sign: fonts do not all have one. */
export function icon(which: keyof typeof paths): SVGSVGElement {
  return svg('svg', { viewBox: '0 0 20 20', width: 20, height: 20, class: `icon ${which}`, 'aria-hidden': 'true' }, svg('path', { d: paths[which] }));
}
