using Billing;
using Microsoft.AspNetCore.Components;

namespace Marketplace.Api.Portals;

/// <summary>What all components of the portals share: the request they answer, and its language.</summary>
public abstract class PortalComponent : ComponentBase
{
    [Inject] protected Portal Portal { get; set; } = null!;

    protected string T(string key) => Portal.Text(key);

    protected string T(string key, params ReadOnlySpan<object?> values) => Portal.Text(key, values);

    protected static string Yuan(Money money) => Portal.Yuan(money);

    protected static string Day(DateTimeOffset moment) => Portal.Day(moment);

    protected static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
