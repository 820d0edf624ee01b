using Billing.Subsidies;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Runtime;

namespace Marketplace.Grains.Wallets;

/// <summary>Opens the wallet of the period with the cap of the policy, when it is not open yet.</summary>
public static class OpenWallet
{
    public static Refusal? In(Turn turn, CreditCode company, SubsidyPolicy policy) =>
        turn.Do(Wallet.Grain[WalletId.For(company, policy, turn.Now)], new WalletCommand.Open(company, policy.Cap));
}
