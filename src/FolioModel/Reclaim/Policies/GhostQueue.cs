namespace FolioModel.Reclaim;

/// <summary>Remembers which pages of files were evicted last, up to a number of them.</summary>
internal sealed class GhostQueue(int capacity)
{
    private readonly (AddressSpace File, ulong Index)[] _ring = new (AddressSpace, ulong)[capacity];
    private readonly Dictionary<(AddressSpace File, ulong Index), int> _places = new(capacity + 1);
    private int _next;

    /// <summary>Remembers a page; the oldest memory goes.</summary>
    public void Add(AddressSpace file, PageIndex index)
    {
        if (_ring[_next] is { File: not null } oldest && _places.TryGetValue(oldest, out int place) && place == _next)
        {
            _places.Remove(oldest);
        }

        _ring[_next] = (file, index.Value);
        _places[(file, index.Value)] = _next;
        _next = (_next + 1) % _ring.Length;
    }

    /// <summary>Forgets a page, and tells whether it was remembered.</summary>
    public bool Take(AddressSpace file, PageIndex index) => _places.Remove((file, index.Value));
}
