package files

import (
	"bytes"
	"encoding/binary"
)

// orientation reads from a JPEG how its EXIF says that it is to be turned, from 1 to 8; 1 where it says nothing.
func orientation(content []byte) int {
	for segment := content[min(2, len(content)):]; len(segment) >= 4 && segment[0] == 0xFF; {
		marker, size := segment[1], int(binary.BigEndian.Uint16(segment[2:]))
		if marker == 0xDA || size < 2 || len(segment) < 2+size { // the pixels begin, or it is damaged
			return 1
		}
		if exif, is := bytes.CutPrefix(segment[4:2+size], []byte("Exif\x00\x00")); is && marker == 0xE1 {
			return exifOrientation(exif)
		}
		segment = segment[2+size:]
	}
	return 1
}

// exifOrientation reads the orientation from the first directory of a TIFF.
func exifOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int(order.Uint32(tiff[4:]))
	if at < 8 || at > len(tiff)-2 {
		return 1
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return 1
		}
		const tag, short = 0x0112, 3
		if order.Uint16(entries) == tag && order.Uint16(entries[2:]) == short {
			if n := int(order.Uint16(entries[8:])); n >= 1 && n <= 8 {
				return n
			}
			return 1
		}
		entries = entries[12:]
	}
	return 1
}
