using Npgsql;
using NpgsqlTypes;

namespace Marketplace.Grains.Storage;

/// <summary>The few short forms that make parameterised SQL readable.</summary>
static class Sql
{
    public static NpgsqlParameter Param<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    public static NpgsqlParameter Json(string[] documents) =>
        new NpgsqlParameter<string[]> { TypedValue = documents, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb };

    public static NpgsqlBatchCommand Command(string text, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }
}
