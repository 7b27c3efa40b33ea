using System.Globalization;

namespace FolioModel.Campaigns.Storage;

/// <summary>A campaign in a folder: its plan, the results so far, and claims on units. Any number of processes may share it.</summary>
/// <remarks>
/// A result appears whole or not at all: it is written beside its place, flushed, and renamed. A process that comes second with a result of
/// the same unit compares the two. Nothing is locked, so that the folder may lie on a shared file system.
/// </remarks>
public sealed class CampaignFolder
{
    private const string PlanName = "plan.json";

    private static int s_temporaries;

    private CampaignFolder(string path, CampaignPlan plan, ICampaignKind kind)
    {
        Path = path;
        Plan = plan;
        Kind = kind;
        Identity = plan.Identity;
        Claims = new UnitClaims(System.IO.Path.Combine(path, "claims"));
    }

    /// <summary>The path of the folder.</summary>
    public string Path { get; }

    /// <summary>The plan.</summary>
    public CampaignPlan Plan { get; }

    /// <summary>The kind of the campaign.</summary>
    public ICampaignKind Kind { get; }

    /// <summary>The claims of processes on units.</summary>
    internal UnitClaims Claims { get; }

    private string Identity { get; }

    private string Results => System.IO.Path.Combine(Path, "results");

    /// <summary>Creates the folder of a new campaign.</summary>
    /// <param name="path">The folder, absent or empty.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="kind">The kind of the plan.</param>
    /// <exception cref="BadCampaignException">The folder has something in it, or cannot be written.</exception>
    public static CampaignFolder Create(string path, CampaignPlan plan, ICampaignKind kind)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(kind);
        try
        {
            if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            {
                throw new BadCampaignException($"{path}: expected a new or empty folder, found files in it");
            }

            Directory.CreateDirectory(path);
            CampaignFolder folder = new(path, plan, kind);
            Directory.CreateDirectory(folder.Results);
            WriteWhole(System.IO.Path.Combine(path, PlanName), System.Text.Encoding.UTF8.GetBytes(plan.ToJson()));
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadCampaignException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Opens the folder of a campaign.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="kinds">The kinds that this process knows.</param>
    /// <exception cref="BadCampaignException">There is no plan in it, or one that this process cannot run.</exception>
    public static CampaignFolder Open(string path, IEnumerable<ICampaignKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        string file = System.IO.Path.Combine(path, PlanName);
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadCampaignException($"{file}: expected the plan of a campaign; {e.Message}", e);
        }

        CampaignPlan plan = CampaignPlan.Parse(text, file);
        return new CampaignFolder(path, plan, plan.KindAmong(kinds, file));
    }

    /// <summary>The units as far as they are known: the planned ones, and once all of these have results those that follow.</summary>
    /// <exception cref="BadCampaignException">A result cannot be read.</exception>
    public IReadOnlyList<string> Units()
    {
        int planned = Plan.Units.Count;
        byte[]?[] results = [.. Enumerable.Range(1, planned).Select(Read)];
        return Array.Exists(results, static r => r is null) ? Plan.Units : [.. Plan.Units, .. Kind.FollowUp(Plan.Options, results!)];
    }

    /// <summary>The result of a unit, or null where there is none, or one that is damaged.</summary>
    /// <param name="unit">The number of the unit, from 1.</param>
    public byte[]? Read(int unit) => Read(unit, out _);

    /// <summary>The result of a unit.</summary>
    /// <param name="unit">The number of the unit, from 1.</param>
    /// <param name="problem">What is wrong with the file that is there; null where there is none, or a good one.</param>
    /// <exception cref="BadCampaignException">The file is there and cannot be read.</exception>
    public byte[]? Read(int unit, out string? problem)
    {
        problem = null;
        string file = FileOf(unit);
        try
        {
            byte[]? result = File.Exists(file) ? ResultFile.Decode(File.ReadAllBytes(file), Identity, unit, out problem) : null;
            problem = problem is null ? null : $"{file}: {problem}";
            return result;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadCampaignException($"{file}: {e.Message}", e);
        }
    }

    /// <summary>Keeps the result of a unit.</summary>
    /// <param name="unit">The number of the unit, from 1.</param>
    /// <param name="result">The result.</param>
    /// <returns>False when the same result was there already.</returns>
    /// <exception cref="NondeterminismException">A different result was there.</exception>
    /// <exception cref="BadCampaignException">The result cannot be written; the folder is as before.</exception>
    public bool Write(int unit, ReadOnlySpan<byte> result)
    {
        string file = FileOf(unit);
        byte[] bytes = ResultFile.Encode(Identity, unit, result);
        try
        {
            while (!WriteWhole(file, bytes))
            {
                if (Read(unit, out string? problem) is { } kept)
                {
                    return kept.AsSpan().SequenceEqual(result) ? false : throw Conflict(unit, file, bytes);
                }

                if (problem is not null)
                {
                    File.Move(file, $"{file}.damaged", overwrite: true);
                }
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadCampaignException($"{file}: the result of unit {unit} cannot be written: {e.Message}", e);
        }
    }

    private static NondeterminismException Conflict(int unit, string file, byte[] bytes)
    {
        string other = $"{file}.conflict-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))[..8]}";
        WriteWhole(other, bytes);
        return new NondeterminismException(unit, file, other);
    }

    /// <summary>Writes a file that appears whole. Returns false when there is one already.</summary>
    private static bool WriteWhole(string file, byte[] bytes)
    {
        string temporary = string.Create(CultureInfo.InvariantCulture,
            $"{file}.{Environment.MachineName}-{Environment.ProcessId}-{Interlocked.Increment(ref s_temporaries)}.tmp");
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, file, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(file))
        {
            return false;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private string FileOf(int unit) => System.IO.Path.Combine(Results, unit.ToString("d6", CultureInfo.InvariantCulture));
}
