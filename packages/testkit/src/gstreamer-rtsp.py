# Serves one file over RTSP with Debian's GStreamer server, for gstreamer-rtsp.ts, which writes one line of JSON to stdin:
# {"file", "codec": "h264" | "h265", "aggregates": bool, "login": null | {"method": "basic" | "digest", "username", "password"}}
# Answers one line on stdout, {"port": N}, and ends when stdin closes, so that a killed test leaves no server behind.
import json
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

asked = json.loads(sys.stdin.readline())
Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service("0")

factory = GstRtspServer.RTSPMediaFactory()
codec = asked["codec"]
location = asked["file"].replace('"', '\\"')
mode = "zero-latency" if asked.get("aggregates") else "none"
factory.set_launch(
    f'( filesrc location="{location}" ! qtdemux ! {codec}parse'
    f" ! rtp{codec}pay name=pay0 pt=96 config-interval=-1 aggregate-mode={mode} )"
)
server.get_mount_points().add_factory("/clip", factory)

login = asked.get("login")
if login:
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    if login["method"] == "digest":
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(login["username"], login["password"], token)
    else:
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.BASIC)
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(login["username"], login["password"]), token)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("viewer", "media.factory.access", True)
    permissions.add_permission_for_role("viewer", "media.factory.construct", True)
    factory.set_permissions(permissions)
    server.set_auth(auth)

server.attach(None)
loop = GLib.MainLoop()
GLib.io_add_watch(GLib.IOChannel.unix_new(0), GLib.PRIORITY_DEFAULT, GLib.IO_HUP, lambda *_: loop.quit())
print(json.dumps({"port": server.get_bound_port()}), flush=True)
loop.run()
