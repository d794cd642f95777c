"""The plain recipe of LangChain's tutorials: recursive splitting, Chroma, the four nearest chunks."""

from __future__ import annotations

from collections.abc import Sequence

from evals.peers.peering import Peer, Search
from vectorstore.embed import Embedder
from vectorstore.records import Document, Passage

CHUNK, OVERLAP, TOP = 1000, 200, 4
_BATCH = 1000


def index(documents: Sequence[Document], embedder: Embedder) -> Search:
    """Split, embed and index the documents in memory."""
    from chromadb import EphemeralClient
    from langchain_chroma import Chroma
    from langchain_core.documents import Document as Chunk
    from langchain_core.embeddings import Embeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    class Encoder(Embeddings):
        """Our encoder, as LangChain asks for it."""

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            """Return a vector for each text."""
            return [[float(number) for number in row] for row in embedder.encode_documents(texts)]

        def embed_query(self, text: str) -> list[float]:
            """Return the vector of a question."""
            return [float(number) for number in embedder.encode_query(text)]

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP, add_start_index=True)
    chunks = splitter.split_documents(
        [Chunk(page_content=document.text, metadata={"document": document.id}) for document in documents]
    )
    store = Chroma(
        collection_name="peer",
        embedding_function=Encoder(),
        client=EphemeralClient(),
        collection_configuration={"hnsw": {"space": "cosine"}},
    )
    store.reset_collection()  # the client in memory is one a process
    for start in range(0, len(chunks), _BATCH):
        store.add_documents(chunks[start : start + _BATCH])

    def search(question: str, limit: int) -> list[tuple[Passage, float]]:
        found = store.similarity_search_with_score(question, k=min(limit, len(chunks))) if chunks else []
        return [(_passage(chunk), 1 - distance) for chunk, distance in found]

    def _passage(chunk: Chunk) -> Passage:
        start = chunk.metadata["start_index"]
        return Passage(chunk.metadata["document"], start, start + len(chunk.page_content), chunk.page_content)

    return search


PEER = Peer(("langchain-chroma", "langchain-text-splitters"), TOP, index)
