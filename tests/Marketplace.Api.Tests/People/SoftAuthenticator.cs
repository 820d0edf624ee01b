using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Marketplace.Api.Tests.People;

/// <summary>An authenticator in software: makes one passkey (ES256, no attestation) and signs challenges with it.</summary>
sealed class SoftAuthenticator(Uri site) : IDisposable
{
    const byte UserPresent = 0x01;
    const byte UserVerified = 0x04;
    const byte WithCredential = 0x40;

    readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly byte[] _id = RandomNumberGenerator.GetBytes(16);
    string _user = "";
    uint _uses;

    /// <summary>False for one that only asks for a touch.</summary>
    public bool VerifiesItsOwner { get; init; } = true;

    public void Dispose() => _key.Dispose();

    /// <summary>As <c>navigator.credentials.create()</c> answers.</summary>
    public JsonObject Create(JsonNode options)
    {
        _user = (string)options["user"]!["id"]!;
        var client = ClientData("webauthn.create", options);
        byte[] credential = [.. new byte[16], 0, (byte)_id.Length, .. _id, .. PublicKey()];
        byte[] data = [.. AuthenticatorData(WithCredential), .. credential];
        // {"fmt": "none", "attStmt": {}, "authData": data} in CBOR
        byte[] attestation =
        [
            0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8,
            0x59, (byte)(data.Length >> 8), (byte)data.Length, .. data,
        ];
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Text(client), ["attestationObject"] = Text(attestation), ["transports"] = new JsonArray("internal"),
        });
    }

    /// <summary>As <c>navigator.credentials.get()</c> answers.</summary>
    public JsonObject Get(JsonNode options)
    {
        var client = ClientData("webauthn.get", options);
        var data = AuthenticatorData(0);
        var signature = _key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Text(client), ["authenticatorData"] = Text(data), ["signature"] = Text(signature), ["userHandle"] = _user,
        });
    }

    JsonObject Credential(JsonObject response) => new()
    {
        ["id"] = Text(_id), ["rawId"] = Text(_id), ["type"] = "public-key", ["authenticatorAttachment"] = "platform",
        ["clientExtensionResults"] = new JsonObject(), ["response"] = response,
    };

    byte[] ClientData(string type, JsonNode options) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["type"] = type, ["challenge"] = (string)options["challenge"]!, ["origin"] = site.GetLeftPart(UriPartial.Authority), ["crossOrigin"] = false,
    }.ToJsonString());

    byte[] AuthenticatorData(byte flags)
    {
        var uses = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(uses, ++_uses);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(site.Host)), (byte)(flags | UserPresent | (VerifiesItsOwner ? UserVerified : 0)), .. uses];
    }

    /// <summary>COSE: {1: EC2, 3: ES256, -1: P-256, -2: x, -3: y}.</summary>
    byte[] PublicKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
    }

    static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
