#!/usr/bin/env bash
# Makes docs/images/demo.png, the picture of the README, from what `catchlight demo` prints and saves.
set -euo pipefail
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
program=$PWD/target/release/catchlight models=$PWD/assets/models
table=$(cd "$scratch" && "$program" demo --first-seed "${1:-3}" --models-dir "$models")

{
    cat <<'HTML'
<!doctype html><meta charset="utf-8"><style>
body { margin: 0; padding: 28px 32px; background: #10151c; color: #d7dee8; font: 15px/1.45 "DejaVu Sans", sans-serif; }
pre { font: 12.2px/1.3 "DejaVu Sans Mono", monospace; margin: 0 0 22px; }
figure { margin: 0 0 14px; } img { display: block; width: 100%; border-radius: 6px; }
figcaption { margin-bottom: 5px; color: #8fa1b8; }
</style>
HTML
    printf '<pre>$ make demo\n%s</pre>' "$(sed 's/&/\&amp;/g; s/</\&lt;/g' <<<"$table")"
    for played in "live:a live person" "print_flat:a flat print" "inject_plain:an injected old video"; do
        video=$(echo "$scratch/demo-out/${played%%:*}"-*.webm)
        ffmpeg -nostdin -loglevel error -y -i "$video" -vf "fps=1.6,scale=240:-2,tile=9x1" -frames:v 1 "${video%.webm}.png"
        printf '<figure><figcaption>%s</figcaption><img src="%s"></figure>\n' "${played#*:}" "${video%.webm}.png"
    done
} >"$scratch/page.html"

chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --allow-file-access-from-files \
    --window-size=1560,720 --screenshot="$scratch/demo.png" "file://$scratch/page.html" 2>/dev/null
ffmpeg -nostdin -loglevel error -y -i "$scratch/demo.png" -vf "scale=1200:-2:flags=lanczos" docs/images/demo.png
