import { noteAnswered, noteLost } from '../state/connection.js';
import { Fault } from './fault.js';

/** Sends a file and tells how far it is; the one request that `fetch` cannot make, since it shows no progress. */
export function send(
  path: string,
  file: File,
  onShare: (share: number) => void,
  signal: AbortSignal,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', path);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onShare(total > 0 ? loaded / total : 0);
    request.onload = () => {
      noteAnswered();
      if (request.status < 300) return resolve(request.response);
      const { tag, detail, hint, requestId } = (request.response ?? {}) as Record<string, string>;
      reject(new Fault(tag ?? 'internal', detail ?? request.statusText, hint, requestId));
    };
    request.onerror = () => {
      noteLost();
      reject(new Fault('lost', '', undefined, undefined));
    };
    signal.addEventListener('abort', () => request.abort());
    request.onabort = () => reject(new Fault('cancelled', '', undefined, undefined));
    request.send(file);
  });
}
