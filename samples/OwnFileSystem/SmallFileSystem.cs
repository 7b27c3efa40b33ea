using FolioModel;

namespace OwnFileSystem;

/// <summary>A mounted small filesystem: files whose written pages wait in a journal until they are committed.</summary>
public sealed class SmallFileSystem
{
    private readonly List<SmallFile> _files = [];

    /// <summary>Mounts one.</summary>
    /// <param name="machine">The machine whose memory its files use.</param>
    /// <param name="blocks">Blocks of the journal: as many pages can wait to be committed.</param>
    /// <param name="leaks">Whether the journal has the mistake that this sample plants.</param>
    public SmallFileSystem(Machine machine, int blocks, bool leaks = false)
    {
        ArgumentNullException.ThrowIfNull(machine);
        Machine = machine;
        Journal = new Journal(machine, blocks, leaks);
        machine.AddInvariants(new SmallChecks(this));
    }

    /// <summary>The machine.</summary>
    public Machine Machine { get; }

    /// <summary>The journal that all files share.</summary>
    public Journal Journal { get; }

    /// <summary>The open files.</summary>
    public IReadOnlyList<SmallFile> Files => _files;

    /// <summary>Creates an empty file.</summary>
    /// <param name="name">Its name in reports.</param>
    public SmallFile Create(string name)
    {
        SmallFile file = new(this, name);
        _files.Add(file);
        return file;
    }

    /// <summary>Closes every file. Reference effect: every reference of the journal and of the page caches is dropped.</summary>
    public void Unmount()
    {
        foreach (SmallFile file in _files)
        {
            file.Close();
        }

        _files.Clear();
    }
}
