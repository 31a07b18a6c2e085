// Reference and audit images with boxes and landmarks. They are loaded on request, because each view is logged.

import { useState } from 'react';
import { imageAddress } from '../api.js';
import { seconds } from '../formats.js';
import { Section } from '../parts/Page.jsx';
import { useMay } from '../session.jsx';

export function Images({ check }) {
  const may = useMay('reviewer');
  const [shown, setShown] = useState(false);
  const [marks, setMarks] = useState({ boxes: true, landmarks: true });
  const images = check.images ?? [];
  const reference = images.find(({ kind }) => kind === 'reference');
  const audit = images.filter(({ kind }) => kind !== 'reference');
  if (!images.length) {
    return (
      <Section id="images" title="Images">
        <p className="faint">No images are stored for this check.</p>
      </Section>
    );
  }
  if (!may) {
    return (
      <Section id="images" title="Images">
        <div className="picture-place">
          <Silhouette />
          <p>{plural(images.length)} stored. Viewing {images.length === 1 ? 'it' : 'them'} needs the reviewer role.</p>
        </div>
      </Section>
    );
  }
  const toggle = (name) => setMarks((before) => ({ ...before, [name]: !before[name] }));
  return (
    <Section id="images" title="Images">
      {shown ? (
        <>
          <div className="picture-marks">
            <label><input type="checkbox" checked={marks.boxes} onChange={() => toggle('boxes')} />Face box</label>
            {reference?.landmarks?.length ? (
              <label><input type="checkbox" checked={marks.landmarks} onChange={() => toggle('landmarks')} />Landmarks</label>
            ) : null}
          </div>
          {reference ? <StoredImage check={check} image={reference} marks={marks} /> : null}
          <div className="audit-pictures">
            {audit.map((image) => <StoredImage key={image.place} check={check} image={image} marks={marks} />)}
          </div>
        </>
      ) : (
        <div className="picture-place">
          <Silhouette />
          <button type="button" onClick={() => setShown(true)}>Show {plural(images.length)}</button>
          <p className="faint">Opening images is recorded in the audit log.</p>
        </div>
      )}
    </Section>
  );
}

const plural = (number) => (number === 1 ? '1 image' : `${number} images`);

function StoredImage({ check, image, marks }) {
  const [isBroken, setBroken] = useState(false);
  const { widthPx: width, heightPx: height, boundingBox: box, kind } = image;
  const name = kind === 'reference' ? 'Reference image' : 'Audit image';
  const at = image.videoMs === null || image.videoMs === undefined ? '' : `, at ${seconds(image.videoMs)} of the video`;
  return (
    <figure className="picture">
      <div className="picture-frame">
        {isBroken ? (
          <p role="alert">The image could not be loaded. It may have been erased; reload the page to check.</p>
        ) : (
          <img src={imageAddress(check.id, image.place)} width={width} height={height} alt={`${name}${at}`} onError={() => setBroken(true)} />
        )}
        {isBroken ? null : (
          <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">
            {box && marks.boxes ? (
              <rect className="picture-box" x={box.left * 1000} y={box.top * 1000} width={box.width * 1000} height={box.height * 1000} />
            ) : null}
            {marks.landmarks ? <path className="picture-landmarks" d={dots(image.landmarks)} /> : null}
          </svg>
        )}
      </div>
      <figcaption>{name}{at}</figcaption>
    </figure>
  );
}

// Strokes of no length with round ends: dots, however the field is stretched.
const dots = (points) => (points ?? []).map(([x, y]) => `M${(x * 1000).toFixed(1)} ${(y * 1000).toFixed(1)}h0`).join('');

function Silhouette() {
  return (
    <svg className="silhouette" viewBox="0 0 80 60" aria-hidden="true">
      <path d="M14 60c2-12 12-16 26-16s24 4 26 16z" />
      <ellipse cx="40" cy="27" rx="13" ry="17" />
    </svg>
  );
}
