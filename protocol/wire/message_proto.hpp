#pragma once
// Private to protocol/wire: one read and one write per control message; messages.cpp holds the dispatch.

#include "protocol/wire/field_reader.hpp"
#include "protocol/wire/messages.hpp"
#include "protocol/wire/tongluo.pb.h"

namespace tongluo::wire {

Hello read(const v1::Hello& proto, FieldReader& fields);
Welcome read(const v1::Welcome& proto, FieldReader& fields);
SignedObject read(const v1::SignedObject& proto, FieldReader& fields);
OrderDelivery read(const v1::OrderDelivery& proto, FieldReader& fields);
ClipManifestPush read(const v1::ClipManifestPush& proto, FieldReader& fields);
ClipRequest read(const v1::ClipRequest& proto, FieldReader& fields);
ClipChunk read(const v1::ClipChunk& proto, FieldReader& fields);
ClipUnavailable read(const v1::ClipUnavailable& proto, FieldReader& fields);
ReceiptReport read(const v1::ReceiptReport& proto, FieldReader& fields);
ReceiptTaken read(const v1::ReceiptTaken& proto, FieldReader& fields);
Heartbeat read(const v1::Heartbeat& proto, FieldReader& fields);
HeartbeatSeen read(const v1::HeartbeatSeen& proto, FieldReader& fields);
Event read(const v1::Event& proto, FieldReader& fields);
CommandResult read(const v1::CommandResult& proto, FieldReader& fields);
UpdateProgress read(const v1::UpdateProgress& proto, FieldReader& fields);
GoAway read(const v1::GoAway& proto, FieldReader& fields);
LiveRequest read(const v1::LiveRequest& proto, FieldReader& fields);
LivePackets read(const v1::LivePackets& proto, FieldReader& fields);
ImageRequest read(const v1::ImageRequest& proto, FieldReader& fields);
ImageChunk read(const v1::ImageChunk& proto, FieldReader& fields);
ImageUnavailable read(const v1::ImageUnavailable& proto, FieldReader& fields);

void write(const Hello& value, v1::Message& proto);
void write(const Welcome& value, v1::Message& proto);
void write(const SignedObject& value, v1::Message& proto);
void write(const OrderDelivery& value, v1::Message& proto);
void write(const ClipManifestPush& value, v1::Message& proto);
void write(const ClipRequest& value, v1::Message& proto);
void write(const ClipChunk& value, v1::Message& proto);
void write(const ClipUnavailable& value, v1::Message& proto);
void write(const ReceiptReport& value, v1::Message& proto);
void write(const ReceiptTaken& value, v1::Message& proto);
void write(const Heartbeat& value, v1::Message& proto);
void write(const HeartbeatSeen& value, v1::Message& proto);
void write(const Event& value, v1::Message& proto);
void write(const CommandResult& value, v1::Message& proto);
void write(const UpdateProgress& value, v1::Message& proto);
void write(const GoAway& value, v1::Message& proto);
void write(const LiveRequest& value, v1::Message& proto);
void write(const LivePackets& value, v1::Message& proto);
void write(const ImageRequest& value, v1::Message& proto);
void write(const ImageChunk& value, v1::Message& proto);
void write(const ImageUnavailable& value, v1::Message& proto);

}  // namespace tongluo::wire
