//! The images of a check as files.
//!
//! In: the results of a session and a folder. Out: complete files. Never: downloads from a bucket.

use crate::atomic_file;
use anyhow::Context;
use catchlight_client::control::{AuditImage, GetFaceLivenessSessionResultsResponse};
use std::path::{Path, PathBuf};

/// Creates the folder for images before the check begins, so that no check is wasted.
pub(crate) fn create_folder(folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot create {}; choose another --save-images", folder.display()))
}

/// Writes the images that the results contain and adds their paths to `written`; images in a bucket are left out.
pub(crate) fn save(
    results: &GetFaceLivenessSessionResultsResponse,
    folder: &Path,
    written: &mut Vec<PathBuf>,
) -> anyhow::Result<()> {
    let reference = results.reference_image.iter().map(|image| ("reference.jpg".to_owned(), image));
    let audit = (1..).zip(results.audit_images.iter().flatten());
    let audit = audit.map(|(number, image)| (format!("audit-image-{number}.jpg"), image));
    for (name, image) in reference.chain(audit) {
        let Some(jpeg) = &image.bytes else { continue };
        let path = folder.join(name);
        atomic_file::write(&path, jpeg.as_slice())?;
        written.push(path);
    }
    Ok(())
}

/// Where an image is that the results only refer to.
pub(crate) fn bucket_location(image: &AuditImage) -> Option<String> {
    let place = image.s3_object.as_ref()?;
    Some(format!("s3://{}/{}", place.bucket.as_ref()?, place.name.as_ref()?))
}
