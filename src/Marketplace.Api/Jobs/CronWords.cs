using Marketplace.Api.Portals;

namespace Marketplace.Api.Jobs;

/// <summary>Says in words when a job runs; a schedule that has no words stands as it is.</summary>
public static class CronWords
{
    public static string Of(string cron, Texts texts, Language language) => cron.Split(' ') switch
    {
        ["0", ['0', '/', .. var minutes], "*", "*", "*", "?"] => texts.In(language, "jobs.cron.minutes", minutes),
        ["0", var minute, var hour, "*", "*", "?"] when Time(hour, minute) is { } time => texts.In(language, "jobs.cron.day", time),
        ["0", var minute, var hour, var day, "*", "?"] when Time(hour, minute) is { } time => texts.In(language, "jobs.cron.month", day, time),
        ["0", var minute, var hour, var day, var month, "?"] when Time(hour, minute) is { } time => texts.In(language, "jobs.cron.year", month, day, time),
        _ => cron,
    };

    static string? Time(string hour, string minute) =>
        hour.All(char.IsAsciiDigit) && minute.All(char.IsAsciiDigit) ? $"{hour.PadLeft(2, '0')}:{minute.PadLeft(2, '0')}" : null;
}
