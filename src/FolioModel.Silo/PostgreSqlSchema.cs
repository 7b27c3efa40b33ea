using System.Reflection;
using FolioModel.Campaigns;
using Npgsql;

namespace FolioModel.Silo;

/// <summary>The tables and queries that Orleans needs in PostgreSQL, by its own scripts, which its packages do not contain.</summary>
internal static class PostgreSqlSchema
{
    private const long LockNumber = 0x666F6C696F;
    private static readonly string[] s_scripts = ["PostgreSQL-Main.sql", "PostgreSQL-Clustering.sql", "PostgreSQL-Persistence.sql"];

    /// <summary>All scripts, in their order.</summary>
    public static string Text => string.Join('\n', s_scripts.Select(Read));

    /// <summary>Creates the schema where it is absent. Silos that start at once wait for each other.</summary>
    /// <param name="connection">The connection string of the database.</param>
    /// <exception cref="BadCampaignException">The database refuses.</exception>
    public static void Ensure(string connection)
    {
        try
        {
            using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
            using NpgsqlConnection opened = source.OpenConnection();
            using NpgsqlTransaction transaction = opened.BeginTransaction();
            Execute(opened, $"SELECT pg_advisory_xact_lock({LockNumber})");
            using (NpgsqlCommand exists = new("SELECT to_regclass('orleansquery') IS NOT NULL", opened))
            {
                if (exists.ExecuteScalar() is true)
                {
                    return;
                }
            }

            Array.ForEach(s_scripts, s => Execute(opened, Read(s)));
            transaction.Commit();
        }
        catch (Exception e) when (e is NpgsqlException or ArgumentException)
        {
            throw new BadCampaignException($"--create-schema: {e.Message}", e);
        }
    }

    private static void Execute(NpgsqlConnection connection, string text)
    {
        // Names that begin with @ are arguments of stored queries here, not of this command.
        using NpgsqlCommand command = new(text, connection);
        command.ExecuteNonQuery();
    }

    private static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
