using Marketplace.Grains.Acceptance;
using Marketplace.Grains.Companies;
using Marketplace.Grains.Funds;
using Marketplace.Grains.Listings;
using Marketplace.Grains.Orders;
using Marketplace.Grains.Payments;
using Marketplace.Grains.Projections;
using Marketplace.Grains.Runtime;
using Marketplace.Grains.Settlements;
using Marketplace.Grains.Vendors;
using Marketplace.Grains.Wallets;

namespace Marketplace.Grains;

/// <summary>The one table of names: every grain type, every fact by the name it is stored under, every read table.</summary>
public static class Catalogue
{
    public static FactCatalogue Facts { get; } = new(
        [Company.Grain, Vendor.Grain, Listing.Grain, Wallet.Grain, Fund.Grain, FundRegister.Grain, Order.Grain,
            Batch.Grain, Verification.Grain,
            Statement.Grain, InvoiceRegister.Grain, Withdrawal.Grain, Recovery.Grain,
            OrderPayment.Grain, VendorPayout.Grain, Processor.Grain],
        [
            ("company_enrolled", typeof(CompanyEvent.CompanyEnrolled)),
            ("contact_changed", typeof(CompanyEvent.ContactChanged)),
            ("subscription_taken", typeof(CompanyEvent.SubscriptionTaken)),
            ("subscription_ended", typeof(CompanyEvent.SubscriptionEnded)),

            ("vendor_registered", typeof(VendorEvent.VendorRegistered)),
            ("payee_authorised", typeof(VendorEvent.PayeeAuthorised)),
            ("payee_withdrawn", typeof(VendorEvent.PayeeWithdrawn)),
            ("bank_account_named", typeof(VendorEvent.BankAccountNamed)),
            ("credit_attested", typeof(VendorEvent.CreditAttested)),
            ("recovery_owed", typeof(VendorEvent.RecoveryOwed)),
            ("recovery_cleared", typeof(VendorEvent.RecoveryCleared)),
            ("account_proposed", typeof(VendorEvent.AccountProposed)),
            ("account_connected", typeof(VendorEvent.AccountConnected)),
            ("account_disconnected", typeof(VendorEvent.AccountDisconnected)),

            ("listing_published", typeof(ListingEvent.ListingPublished)),
            ("usage_rule_filed", typeof(ListingEvent.UsageRuleFiled)),
            ("renewal_price_announced", typeof(ListingEvent.RenewalPriceAnnounced)),
            ("fee_proposed", typeof(ListingEvent.FeeProposed)),
            ("fee_agreed", typeof(ListingEvent.FeeAgreed)),

            ("wallet_opened", typeof(WalletEvent.WalletOpened)),
            ("subsidy_reserved", typeof(WalletEvent.SubsidyReserved)),
            ("subsidy_released", typeof(WalletEvent.SubsidyReleased)),
            ("subsidy_consumed", typeof(WalletEvent.SubsidyConsumed)),
            ("subsidy_restored", typeof(WalletEvent.SubsidyRestored)),

            ("fund_opened", typeof(FundEvent.FundOpened)),
            ("money_appropriated", typeof(FundEvent.MoneyAppropriated)),
            ("interest_credited", typeof(FundEvent.InterestCredited)),
            ("fund_closed", typeof(FundEvent.FundClosed)),
            ("surplus_carried", typeof(FundEvent.SurplusCarried)),
            ("surplus_received", typeof(FundEvent.SurplusReceived)),
            ("fund_entered", typeof(FundRegisterEvent.FundEntered)),

            ("order_placed", typeof(OrderEvent.OrderPlaced)),
            ("order_confirmed", typeof(OrderEvent.OrderConfirmed)),
            ("order_provisioned", typeof(OrderEvent.OrderProvisioned)),
            ("order_cancelled", typeof(OrderEvent.OrderCancelled)),
            ("order_lapsed", typeof(OrderEvent.OrderLapsed)),
            ("term_ended", typeof(OrderEvent.TermEnded)),
            ("order_rated", typeof(OrderEvent.OrderRated)),
            ("order_first_used", typeof(OrderEvent.OrderFirstUsed)),
            ("first_use_missed", typeof(OrderEvent.FirstUseMissed)),
            ("support_ended", typeof(OrderEvent.SupportEnded)),
            ("order_accepted", typeof(OrderEvent.OrderAccepted)),
            ("order_resubmitted", typeof(OrderEvent.OrderResubmitted)),
            ("subsidy_expired", typeof(OrderEvent.SubsidyExpired)),
            ("subsidy_recovered", typeof(OrderEvent.SubsidyRecovered)),
            ("order_unpaid", typeof(OrderEvent.OrderUnpaid)),
            ("renewal_accepted", typeof(OrderEvent.RenewalAccepted)),
            ("renewal_declined", typeof(OrderEvent.RenewalDeclined)),
            ("renewal_dropped", typeof(OrderEvent.RenewalDropped)),

            ("batch_begun", typeof(BatchEvent.BatchBegun)),
            ("batch_opened", typeof(BatchEvent.BatchOpened)),
            ("batch_submitted", typeof(BatchEvent.BatchSubmitted)),
            ("batch_returned", typeof(BatchEvent.BatchReturned)),
            ("batch_approved", typeof(BatchEvent.BatchApproved)),
            ("batch_applied", typeof(BatchEvent.BatchApplied)),

            ("lines_proposed", typeof(VerificationEvent.LinesProposed)),
            ("lines_adjusted", typeof(VerificationEvent.LinesAdjusted)),
            ("sample_drawn", typeof(VerificationEvent.SampleDrawn)),
            ("lines_verified", typeof(VerificationEvent.LinesVerified)),
            ("verification_confirmed", typeof(VerificationEvent.VerificationConfirmed)),
            ("verification_reopened", typeof(VerificationEvent.VerificationReopened)),
            ("lines_applied", typeof(VerificationEvent.LinesApplied)),

            ("statement_begun", typeof(StatementEvent.StatementBegun)),
            ("statement_lines_added", typeof(StatementEvent.StatementLinesAdded)),
            ("statement_drawn", typeof(StatementEvent.StatementDrawn)),
            ("invoice_recorded", typeof(StatementEvent.InvoiceRecorded)),
            ("statement_requested", typeof(StatementEvent.StatementRequested)),
            ("statement_freed", typeof(StatementEvent.StatementFreed)),
            ("statement_paid", typeof(StatementEvent.StatementPaid)),

            ("invoice_entered", typeof(InvoiceRegisterEvent.InvoiceEntered)),

            ("withdrawal_requested", typeof(WithdrawalEvent.WithdrawalRequested)),
            ("withdrawal_approved", typeof(WithdrawalEvent.WithdrawalApproved)),
            ("withdrawal_refused", typeof(WithdrawalEvent.WithdrawalRefused)),
            ("payout_file_made", typeof(WithdrawalEvent.PayoutFileMade)),
            ("payouts_reported", typeof(WithdrawalEvent.PayoutsReported)),

            ("recovery_proposed", typeof(RecoveryEvent.RecoveryProposed)),
            ("recovery_confirmed", typeof(RecoveryEvent.RecoveryConfirmed)),
            ("recovery_taken", typeof(RecoveryEvent.RecoveryTaken)),
            ("recovery_settled", typeof(RecoveryEvent.RecoverySettled)),
            ("recovery_repaid", typeof(RecoveryEvent.RecoveryRepaid)),

            ("payment_begun", typeof(PaymentEvent.PaymentBegun)),
            ("checkout_opened", typeof(PaymentEvent.CheckoutOpened)),
            ("checkout_closing", typeof(PaymentEvent.CheckoutClosing)),
            ("checkout_closed", typeof(PaymentEvent.CheckoutClosed)),
            ("payment_failed", typeof(PaymentEvent.PaymentFailed)),
            ("payment_received", typeof(PaymentEvent.PaymentReceived)),
            ("stray_money_received", typeof(PaymentEvent.StrayMoneyReceived)),
            ("processor_fee_booked", typeof(PaymentEvent.ProcessorFeeBooked)),
            ("refund_proposed", typeof(PaymentEvent.RefundProposed)),
            ("refund_declined", typeof(PaymentEvent.RefundDeclined)),
            ("refund_asked", typeof(PaymentEvent.RefundAsked)),
            ("refund_made", typeof(PaymentEvent.RefundMade)),
            ("refund_failed", typeof(PaymentEvent.RefundFailed)),
            ("refund_retried", typeof(PaymentEvent.RefundRetried)),
            ("dispute_opened", typeof(PaymentEvent.DisputeOpened)),
            ("dispute_won", typeof(PaymentEvent.DisputeWon)),
            ("dispute_lost", typeof(PaymentEvent.DisputeLost)),
            ("share_released", typeof(PaymentEvent.ShareReleased)),
            ("transfer_made", typeof(PaymentEvent.TransferMade)),
            ("transfer_refused", typeof(PaymentEvent.TransferRefused)),
            ("reversal_made", typeof(PaymentEvent.ReversalMade)),
            ("reversal_refused", typeof(PaymentEvent.ReversalRefused)),
            ("share_taken_up", typeof(PaymentEvent.ShareTakenUp)),
            ("share_given_back", typeof(PaymentEvent.ShareGivenBack)),

            ("payout_drawn", typeof(PayoutEvent.PayoutDrawn)),
            ("payout_approved", typeof(PayoutEvent.PayoutApproved)),
            ("payout_listed", typeof(PayoutEvent.PayoutListed)),
            ("payout_paid", typeof(PayoutEvent.PayoutPaid)),
            ("payout_failed", typeof(PayoutEvent.PayoutFailed)),

            ("processor_paid_out", typeof(ProcessorEvent.ProcessorPaidOut)),
            ("processor_fee_taken", typeof(ProcessorEvent.ProcessorFeeTaken)),
        ]);

    public static IReadOnlyList<ReadTable> ReadTables { get; } =
        [CompanyRow.Table, VendorRow.Table, ListingRow.Table, FundRow.Table, OrderRow.Table, BatchRow.Table,
            StatementRow.Table, WithdrawalRow.Table, RecoveryRow.Table, PaymentRow.Table, VendorPayoutRow.Table];
}
