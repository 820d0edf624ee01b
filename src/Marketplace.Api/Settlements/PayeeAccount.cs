using System.Text.Json;
using System.Text.Json.Serialization;
using Marketplace.Api.Http;
using Marketplace.Api.Personal;
using Marketplace.Grains.Companies;

namespace Marketplace.Api.Settlements;

/// <summary>A payee's bank account. Facts hold it sealed, like contacts; it is opened for the payout file only.</summary>
/// <param name="Bank">Name of the bank and branch (开户行).</param>
/// <param name="Name">Of the account (户名).</param>
/// <param name="Number">Digits and hyphens (账号).</param>
public sealed record PayeeAccount(string Bank, string Name, string Number)
{
    const int TailLength = 4;

    /// <summary>The number as it is shown: its last four digits.</summary>
    [JsonIgnore]
    public string Masked => Number.Length <= TailLength ? Number : new string('*', Number.Length - TailLength) + Number[^TailLength..];

    /// <summary>Equal accounts of a vendor seal to the same text, so that a command can be sent twice.</summary>
    public static async Task<string> Seal(PersonalData personalData, CreditCode vendor, PayeeAccount account, CancellationToken cancel) =>
        Convert.ToBase64String(await personalData.SealFile(vendor.Value, JsonSerializer.SerializeToUtf8Bytes(account, ApiJson.Options), cancel));

    /// <summary>Null when the key has been destroyed.</summary>
    public static async Task<PayeeAccount?> Open(PersonalData personalData, CreditCode vendor, string sealedAccount, CancellationToken cancel) =>
        await personalData.OpenFile(vendor.Value, Convert.FromBase64String(sealedAccount), cancel) is { } json
            ? JsonSerializer.Deserialize<PayeeAccount>(json, ApiJson.Options) : null;
}
