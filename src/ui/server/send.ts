import { noteAnswered, noteLost } from '../state/connection.js';
import { Fault, faultIn } from './fault.js';

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
      reject(faultIn(request.response, request));
    };
    request.onerror = () => {
      noteLost();
      reject(new Fault('lost', ''));
    };
    signal.addEventListener('abort', () => request.abort());
    request.onabort = () => reject(new Fault('cancelled', ''));
    request.send(file);
  });
}
