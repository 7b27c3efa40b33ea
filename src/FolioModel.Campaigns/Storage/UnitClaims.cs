using System.Globalization;

namespace FolioModel.Campaigns.Storage;

/// <summary>
/// Claims of processes on units, as files: who works on a unit, and until when the others leave it alone. A claim saves double work and no
/// more: results do not depend on claims, since a unit that runs twice gives the same bytes twice.
/// </summary>
internal sealed class UnitClaims(string folder)
{
    private const int FileExists = 17;
    private const int FileExistsOnWindows = unchecked((int)0x80070050);

    /// <summary>Claims a unit, unless another process has a claim that it renewed within the lease.</summary>
    /// <param name="unit">The number of the unit.</param>
    /// <param name="owner">The name of the claiming process.</param>
    /// <param name="lease">The time after which a claim that is not renewed is void.</param>
    /// <returns>Whether the unit is claimed now by <paramref name="owner"/>.</returns>
    public bool TryClaim(int unit, string owner, TimeSpan lease)
    {
        string file = FileOf(unit);
        Directory.CreateDirectory(folder);
        try
        {
            using FileStream stream = new(file, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            stream.Write(System.Text.Encoding.UTF8.GetBytes(owner));
            return true;
        }
        catch (IOException e) when (e.HResult is FileExists or FileExistsOnWindows)
        {
            // Its owner may release it meanwhile: then the unit has a result, which the next look finds.
            return File.Exists(file) && (HasEnded(file, lease) || IsOfDeadProcess(file)) && TryTakeOver(file, owner);
        }
        catch (IOException)
        {
            // A claim without its owner, as on a full disk, would hold the unit up for a whole lease.
            Release(unit);
            throw;
        }
    }

    /// <summary>Renews a claim.</summary>
    public void Renew(int unit)
    {
        try
        {
            File.SetLastWriteTimeUtc(FileOf(unit), DateTime.UtcNow);
        }
        catch (IOException)
        {
            // The claim was taken over or the folder is gone: the result will be compared, or cannot be written.
        }
    }

    /// <summary>Ends a claim.</summary>
    public void Release(int unit)
    {
        try
        {
            File.Delete(FileOf(unit));
        }
        catch (IOException)
        {
            // It ends by itself when the lease does.
        }
    }

    /// <summary>The units that are claimed, with the owner and the age of the claim.</summary>
    public IEnumerable<(int Unit, string Owner, TimeSpan Age)> All()
    {
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        foreach (string file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (int.TryParse(Path.GetFileName(file), NumberStyles.None, CultureInfo.InvariantCulture, out int unit)
                && TryRead(file) is { } owner)
            {
                yield return (unit, owner, DateTime.UtcNow - File.GetLastWriteTimeUtc(file));
            }
        }
    }

    private static bool HasEnded(string file, TimeSpan lease) => DateTime.UtcNow - File.GetLastWriteTimeUtc(file) > lease;

    /// <summary>Whether the claim is of a process of this machine that is gone: then no process waits for the lease to end.</summary>
    private static bool IsOfDeadProcess(string file)
    {
        if (TryRead(file)?.Split(':') is not [string machine, string id] || machine != Environment.MachineName
            || !int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int process) || process == Environment.ProcessId)
        {
            return false;
        }

        try
        {
            using System.Diagnostics.Process found = System.Diagnostics.Process.GetProcessById(process);
            return found.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    /// <summary>Of several processes that find the same claim void one renames it away, and that one gets the unit.</summary>
    private static bool TryTakeOver(string file, string owner)
    {
        string mine = $"{file}.{Guid.NewGuid():n}";
        try
        {
            File.Move(file, mine, overwrite: false);
            File.Delete(mine);
            using FileStream stream = new(file, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            stream.Write(System.Text.Encoding.UTF8.GetBytes(owner));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string? TryRead(string file)
    {
        try
        {
            using StreamReader reader = new(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return reader.ReadToEnd();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private string FileOf(int unit) => Path.Combine(folder, unit.ToString("d6", CultureInfo.InvariantCulture));
}
