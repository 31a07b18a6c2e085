// Where the face went, against the oval that this check asked for.

import { OvalPlot, OverlapPlot } from '../charts/FaceCourse.jsx';
import { courseOf } from '../charts/course.js';
import { Section } from '../parts/Page.jsx';

export function Course({ check }) {
  const course = courseOf(check);
  if (!course) {
    return null;
  }
  return (
    <Section id="course" title="Face and oval" note={course.oval ? 'The oval lies elsewhere in every check, so a video made for another one misses it.' : 'No oval is stored with this check.'}>
      <div className="course">
        <figure>
          <OvalPlot course={course} />
          <figcaption>Face box from the first frame (faint) to the last (strong){course.oval ? ', the oval dashed' : ''}.</figcaption>
        </figure>
        {course.overlaps ? (
          <figure>
            <OverlapPlot course={course} />
            <figcaption>Overlap of face and oval over time, 0 to 1{course.colors ? '; the colours ran in the shaded part' : ''}.</figcaption>
          </figure>
        ) : null}
      </div>
    </Section>
  );
}
