//! Films a scene: draws frames in parallel, exposes them one after the other.

use crate::SimulatorError;
use crate::camera::{Camera, Exposure, Metered};
use crate::motion::Motion;
use crate::scene::{Moment, Scene, Screens, Shot, Surroundings};
use catchlight_media::Yuv420;
use catchlight_types::MediaTime;
use rayon::prelude::*;

/// A scene with the camera in front of it.
pub(crate) struct Film<'a> {
    pub(crate) scene: &'a dyn Scene,
    pub(crate) around: Surroundings<'a>,
    pub(crate) camera: Camera,
    pub(crate) motion: &'a Motion,
}

/// One frame as it leaves the camera.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) time: MediaTime,
    pub(crate) moment: Moment,
    pub(crate) shot: Shot,
    pub(crate) planes: Yuv420,
}

impl Film<'_> {
    /// Films one frame for each of `times` and hands them over in order.
    pub(crate) fn shoot(
        &self,
        times: &[MediaTime],
        screens_at: impl Fn(f32) -> Screens + Sync,
        mut hand_over: impl FnMut(Taken) -> Result<(), SimulatorError>,
    ) -> Result<(), SimulatorError> {
        let mut exposure: Option<Exposure> = None;
        let mut last_s = 0.0;
        for (block, times) in times.chunks(FRAMES_AT_ONCE).enumerate() {
            let shots: Vec<(Moment, Shot, Metered)> = times
                .par_iter()
                .map(|time| {
                    let time_s = time.as_secs_f64() as f32;
                    let Screens { scene, client } = screens_at(time_s);
                    let moment = Moment {
                        time_s,
                        placement: self.motion.at(time_s),
                        blink: self.motion.blink_at(time_s),
                        screen: scene,
                        client_screen: client,
                    };
                    let shot = self.scene.shoot(&moment, self.around);
                    let metered = Metered::of(&shot.image);
                    (moment, shot, metered)
                })
                .collect();
            let mut exposures = Vec::with_capacity(shots.len());
            for (moment, _, metered) in &shots {
                let next = match exposure {
                    None => self.camera.settle(*metered),
                    Some(now) => self.camera.follow(now, *metered, moment.time_s - last_s),
                };
                (exposure, last_s) = (Some(next), moment.time_s);
                exposures.push(next);
            }
            let numbers = (block * FRAMES_AT_ONCE) as u32..;
            let jobs: Vec<_> = shots.into_iter().zip(times).zip(exposures).zip(numbers).collect();
            let taken: Vec<Taken> = jobs
                .into_par_iter()
                .map(|((((moment, shot, _), time), exposure), number)| {
                    let planes = self.camera.develop(&shot.image, exposure, number);
                    Taken { time: *time, moment, shot, planes }
                })
                .collect();
            taken.into_iter().try_for_each(&mut hand_over)?;
        }
        Ok(())
    }
}

/// Frames that are drawn in parallel; limits the memory, changes no byte.
const FRAMES_AT_ONCE: usize = 16;
