"""The products that the scan knows."""

PRODUCTS = (
    "openssl zlib curl sqlite libpng libxml2 expat busybox nginx bash glibc ncurses pcre lua python ffmpeg apache avahi bind bzip2 cups "
    "dbus dnsmasq dovecot dropbear freetype fribidi gcc gimp git gnutls gstreamer haproxy hostapd icecast icu jasper kerberos lighttpd "
    "mariadb memcached mutt nano netpbm nghttp2 node ntp openldap openssh openvpn perl postgresql proftpd qt radare2 rsync samba snort "
    "squid strongswan subversion systemd tor wireshark xerces"
).split()
