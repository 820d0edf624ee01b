using System.Globalization;

namespace Marketplace.Api.Tests.Portals;

/// <summary>Without a mouse: every stop of the Tab key can be seen, and an order needs nothing else.</summary>
public sealed class KeyboardTests(PortalTown town, Browser browser) : IClassFixture<PortalTown>
{
    /// <summary>More stops than any page has between two things that belong together.</summary>
    const int StopsMax = 120;

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task A_company_orders_from_the_storefront_to_the_receipt_with_the_keyboard_alone(int width)
    {
        var (code, person, _) = await town.NewCompany(withOrder: false);
        await using var visitor = await Visitor.Open(browser, town.Address, new Look(width));
        await visitor.Visit("/");
        await Go(visitor, "a[href^='/sign-in']");
        await Type(visitor, "[name=userName]", person);
        await Type(visitor, "[name=password]", Visitor.Password);
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.Page.WaitForURLAsync("**/company");

        await Go(visitor, "a[href='/']");
        await Go(visitor, $"a[href='/software/{town.Town.Listing}']");
        await Go(visitor, $"a[href^='/software/{town.Town.Listing}/order']");
        await Go(visitor, $"form[action='/software/{town.Town.Listing}/order'] button");
        await visitor.Page.WaitForURLAsync("**/receipt");
        await visitor.Sees("订阅成功");
        Assert.Equal("1", (await town.Town.AsCompany(code).Get("orders"))["total"]);
    }

    [Fact]
    public async Task A_question_is_answered_or_left_with_the_keyboard()
    {
        var (_, person, order) = await town.NewCompany();
        await using var visitor = await Visitor.Open(browser, town.Address);
        await visitor.SignIn(person);
        await visitor.Visit($"/company/orders/{order}");
        await Go(visitor, "[data-opens=cancel]", leaves: false);
        Assert.True(await visitor.Page.EvaluateAsync<bool>("document.querySelector('dialog').matches(':modal')"));
        await visitor.Page.Keyboard.PressAsync("Escape");
        Assert.False(await visitor.Page.EvaluateAsync<bool>("document.querySelector('dialog').open"));
        Assert.Equal("cancel", await visitor.Page.EvaluateAsync<string>("document.activeElement.dataset.opens"));
    }

    /// <summary>Tabs to what a selector names and presses Enter.</summary>
    static async Task Go(Visitor visitor, string selector, bool leaves = true)
    {
        var before = visitor.Page.Url;
        await TabTo(visitor, selector);
        await visitor.Page.Keyboard.PressAsync("Enter");
        if (leaves) await visitor.Page.WaitForURLAsync(url => url != before);
    }

    static async Task Type(Visitor visitor, string selector, string text)
    {
        await TabTo(visitor, selector);
        await visitor.Page.Keyboard.TypeAsync(text);
    }

    static async Task TabTo(Visitor visitor, string selector)
    {
        for (var stop = 0; stop < StopsMax; stop++)
        {
            await visitor.Page.Keyboard.PressAsync("Tab");
            var seen = await visitor.Page.EvaluateAsync<string>(
                """
                selector => {
                  const it = document.activeElement;
                  if (!it || it === document.body) return 'nothing';
                  // A card shows the focus of its link around the whole card.
                  const shows = e => e && (getComputedStyle(e).outlineStyle !== 'none' || shows(e.parentElement));
                  if (!shows(it)) return 'hidden: ' + it.outerHTML.slice(0, 200);
                  return it.matches(selector) ? 'it' : 'other';
                }
                """, selector);
            Assert.False(seen.StartsWith("hidden", StringComparison.Ordinal), seen);
            if (seen == "it") return;
        }
        Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{StopsMax} stops of the Tab key do not reach {selector} on {visitor.Page.Url}"));
    }
}
