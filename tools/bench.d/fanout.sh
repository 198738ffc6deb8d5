# Live speech to thousands of listeners: ours, the bare loop, and other projects' servers, all with the same speech. Sourced by tools/bench.

fanout_speech=$work/fanout

# Debian starts both as services at the install: they would take the core that is measured.
install_peers() {
  tools/install-packages peers
  local name
  for name in icecast2 snapserver; do
    [[ -d /run/systemd/system ]] && systemctl disable --now "$name" >/dev/null 2>&1 || true
  done
}

# Two minutes of Opus as live speech is, one packet of 60 ms a page, and the same as PCM.
make_fanout_speech() {
  mkdir -p "$fanout_speech"
  local words='Residents of the river villages, leave for the school on the hill now. Take warm clothes, help your neighbours.'
  espeak-ng -v en -w "$fanout_speech/words.wav" "$words"
  ffmpeg -nostdin -loglevel error -y -stream_loop -1 -i "$fanout_speech/words.wav" -t 120 -ac 1 -ar 48000 -c:a libopus -b:a 24k -vbr off \
    -application voip -frame_duration 60 -page_duration 60000 "$fanout_speech/speech.opus"
  ffmpeg -nostdin -loglevel error -y -i "$fanout_speech/speech.opus" -f s16le -ac 2 -ar 48000 "$fanout_speech/speech.pcm"
}

bench_fanout() {  # bench_fanout RUNS
  build_release fanout-bench fanout-peers
  make_fanout_speech
  # Servers that give up root read and write there.
  chmod 755 "$work" "$fanout_speech"
  "$bin/fanout-bench" --runs "$1" --speech "$fanout_speech/speech.opus"
  "$bin/fanout-peers" "$fanout_speech" "$fanout_speech/speech.opus" "$fanout_speech/speech.pcm" --runs "$1"
}
