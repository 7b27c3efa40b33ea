namespace FolioModel.Shmem;

public sealed partial class ShmemFile
{
    /// <summary>
    /// Writes bytes to the file. Reference effect: as <see cref="GetFolio"/> for each folio, less the caller's reference.
    /// </summary>
    /// <param name="position">First byte.</param>
    /// <param name="bytes">The bytes.</param>
    /// <returns>As <see cref="Write(long, long)"/>, which writes zeroes.</returns>
    /// <exception cref="InvalidOperationException">The machine keeps no contents, or the file is closed.</exception>
    /// <remarks>Models <c>shmem_file_write_iter</c>. Locks: takes i_rwsem.</remarks>
    [Interleaved]
    public TransferResult Write(long position, ReadOnlyMemory<byte> bytes)
    {
        ThrowWithoutContents();
        return WriteBytes(position, bytes.Length, bytes);
    }

    /// <summary>Reads bytes of the file; holes read as zeroes and stay holes. Reference effect: none that lasts.</summary>
    /// <param name="position">First byte.</param>
    /// <param name="buffer">Where to put them; its length says how many.</param>
    /// <returns>As <see cref="Read(long, long)"/>.</returns>
    /// <exception cref="InvalidOperationException">The machine keeps no contents, or the file is closed.</exception>
    /// <remarks>Models <c>shmem_file_read_iter</c>. Each page read from its start is marked accessed.</remarks>
    [Interleaved]
    public TransferResult Read(long position, Memory<byte> buffer)
    {
        ThrowWithoutContents();
        return ReadBytes(position, buffer.Length, buffer);
    }

    /// <summary>A part of a folio becomes zero: a hole cuts through it.</summary>
    internal void ZeroContents(Folio folio, long offset, long length) => _machine.Contents?.Fill(folio, offset, length, 0);

    /// <summary>A new folio shows zeroes, not what its memory held before.</summary>
    private void ClearContents(Folio folio) => ZeroContents(folio, 0, (long)folio.Pages * PageSize.Bytes);

    /// <summary>Puts what a write brings into a folio; of a folio that never had contents the rest becomes zero.</summary>
    private void StoreContents(Folio folio, long position, long length, ReadOnlyMemory<byte> bytes)
    {
        if (_machine.Contents is not { } contents)
        {
            return;
        }

        if (!folio.Has(FolioFlags.Uptodate))
        {
            ClearContents(folio);
        }

        long offset = position - folio.Index.ToByteOffset().Value;
        if (bytes.IsEmpty)
        {
            contents.Fill(folio, offset, length, 0);
        }
        else
        {
            contents.Write(folio, offset, bytes.Span[..(int)length]);
        }
    }

    private void LoadContents(Folio folio, long position, long length, Memory<byte> buffer)
    {
        if (!buffer.IsEmpty)
        {
            _machine.Contents!.Read(folio, position - folio.Index.ToByteOffset().Value, buffer.Span[..(int)length]);
        }
    }

    private static void LoadZeroes(long length, Memory<byte> buffer)
    {
        if (!buffer.IsEmpty)
        {
            buffer.Span[..(int)length].Clear();
        }
    }

    private void ThrowWithoutContents()
    {
        if (_machine.Contents is null)
        {
            throw new InvalidOperationException(
                $"the machine keeps no contents: set {nameof(MachineOptions)}.{nameof(MachineOptions.Contents)}");
        }
    }
}
